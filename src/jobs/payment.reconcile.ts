import type { Transaction } from 'objection';
import type { InboxEvent } from '../db/inbox.js';
import { Later, Never } from '../domain/errors.js';
import { dayMs } from '../domain/term.js';
import { mayMove, paidStates, unfinishedStates } from '../domain/payment.js';
import { cancelElsewhere } from '../effects/cancel-elsewhere.js';
import { askProvider } from '../effects/ask-provider.js';
import { findPayment } from '../effects/find-payment.js';
import { settleOrigin } from '../effects/settle-origin.js';
import { settleSeen } from '../effects/settle-seen.js';
import { askMandate } from '../effects/ask-mandate.js';
import { noteMandate } from '../effects/note-mandate.js';
import { askBinding } from '../effects/settle-binding.js';
import { reportRefused, settleRefund } from '../effects/settle-refund.js';
import type { Provider, RefundSnapshot, Snapshot } from '../payments/provider.js';
import type { AsksMandate, ProviderEvent, ToldOfMandate } from '../payments/provider-event.js';
import { defineJob } from '../queue/define-job.js';
import type { Scope } from '../queue/scope.js';

/** How long an event waits for a row that knows the provider's id: a call to open it takes 30 s at most. */
const patienceMs = 120_000;
/** How long a provider's own books may be behind what it told, and how often they are asked meanwhile. */
const [behindMs, againMs] = [5 * 60_000, 60_000];
/** A provider that counts its charges is given so long until it has counted one that it confirms. */
const countingMs = 3_600_000;

/**
 * Turns what a provider told us into a state change and, once paid, into time on the subscription. The subject is
 * the inbox event's id.
 *
 * A webhook is a hint: where the provider can be asked, its present answer decides. Safe to repeat: rows are locked,
 * and a second sighting tells nothing new.
 */
export default defineJob({
  name: 'payment.reconcile',
  queue: 'payments',

  async run(subject, scope) {
    const { db, payments } = scope;
    const inbox = await db.inbox.get(subject);
    if (inbox.state !== 'new' || inbox.body === null) return;
    const provider = payments.known.get(inbox.provider);
    const reader = provider?.webhook ?? provider?.updates;
    if (!provider || !reader)
      throw new Never('payment.no_provider', `nobody here reads events of ${inbox.provider}`);

    const event = reader.read(inbox.body);
    if (event?.kind === 'payment') await reconcilePayment(inbox, event, provider, scope);
    else if (event?.kind === 'method') await reconcileBinding(inbox, event, scope);
    else if (event?.kind === 'refund') await reconcileRefund(inbox, event, provider, scope);
    else if (event?.mandate) await reconcileMandate(inbox, event.mandate, scope);
    else if (event?.cancelled) await cancelElsewhere(inbox, event.cancelled, scope);
    else if (event?.asks) await reconcileStanding(inbox, event.asks, scope);
    else await db.inbox.close(db.knex, inbox.id, 'ignored', `nothing of ours: ${event?.name ?? 'no event'}`);
  },
});

async function reconcilePayment(inbox: InboxEvent, event: ProviderEvent, provider: Provider, scope: Scope) {
  const { db } = scope;
  const seen = await sighting(event, provider, scope);
  if (!seen) return db.inbox.close(db.knex, inbox.id, 'ignored', 'the provider knows no such payment');
  const payment = await findPayment(db, inbox.provider, seen);
  if (!payment && event.origin) return settleOrigin({ inbox, seen, origin: event.origin }, provider, scope);
  if (!payment) return ignoreUnknown(inbox, scope);

  // Forged, or earlier than the provider's own books: the genuine notice bears the same id and must not be lost on it.
  const isSaid = saysSo(event, seen);
  const isPolled = seen.claim === 'pending' && unfinishedStates.has(payment.state);
  if (event.tells && !isSaid && !isPolled) waitForBooks(inbox, scope);
  const also = (trx: Transaction) => close(trx, inbox, isSaid, scope);
  await settleSeen(payment, seen, { source: `inbox:${inbox.id}`, also }, scope);
}

function saysSo({ tells }: ProviderEvent, { claim, refunded }: Snapshot): boolean {
  if (tells === 'back') return refunded.minor > 0n;
  return tells === 'paid' ? claim === 'succeeded' : claim !== 'pending';
}

/** @throws {Later} while the answer of a provider may be behind what it told */
function waitForBooks({ id, receivedAt }: InboxEvent, { now }: Scope): void {
  if (now().getTime() - receivedAt.getTime() < behindMs)
    throw new Later(`its provider does not say yet what inbox event ${id} tells`, againMs);
}

/** What is not said yet is heard again. */
const close = (trx: Transaction | Scope['db']['knex'], { id }: InboxEvent, isSaid: boolean, { db }: Scope) =>
  isSaid
    ? db.inbox.close(trx, id, 'applied')
    : db.inbox.close(trx, id, 'ignored', 'the provider does not say so yet');

async function sighting(
  event: ProviderEvent,
  provider: Provider,
  { signal }: Scope,
): Promise<Snapshot | null> {
  const nobodyToAsk = event.origin !== undefined && event.snapshot !== undefined;
  if (!provider.asksAgain || !provider.get || nobodyToAsk) return event.snapshot ?? null;
  if (event.externalId === null) return null;
  return provider.get(event.externalId, { signal, subject: `event:${event.externalId}` });
}

async function reconcileRefund(inbox: InboxEvent, event: ProviderEvent, provider: Provider, scope: Scope) {
  const { db, log, now } = scope;
  const refund = await refundSighting(event, provider, scope);
  if (!refund) return db.inbox.close(db.knex, inbox.id, 'ignored', 'the provider knows no such refund');
  const payment = await findPayment(db, inbox.provider, {
    externalId: refund.paymentExternalId,
    paymentId: null,
  });
  if (!payment) return (await wasUnclaimed(inbox, refund, scope)) || ignoreUnknown(inbox, scope);

  const isSaid = event.tells !== 'back' || refund.claim !== 'pending';
  if (!isSaid) waitForBooks(inbox, scope);
  // What came is settled before what went back of it, though its own notice is lost, or behind.
  if (!paidStates.has(payment.state) && mayMove(payment.state, 'succeeded'))
    await askProvider(payment, scope, `inbox:${inbox.id}`);
  const end = await db.transaction(async (trx) => {
    const how = { source: `inbox:${inbox.id}`, now: now() };
    const refused = await settleRefund(db, trx, payment.id, refund, how);
    await close(trx, inbox, isSaid, scope);
    return refused;
  });
  reportRefused(log, end);
}

/** Somebody saved a method without buying, or gave up. */
async function reconcileBinding(inbox: InboxEvent, { externalId }: ProviderEvent, scope: Scope) {
  const { db } = scope;
  const binding = await db.methodBindings.called(db.knex, inbox.provider, externalId);
  if (!binding) return ignoreUnknown(inbox, scope);
  const seen = await askBinding(binding, scope);
  await close(db.knex, inbox, seen !== null && seen.claim !== 'pending', scope);
}

/** It waits for the charge that it follows, however far behind we are. */
async function reconcileMandate(inbox: InboxEvent, told: ToldOfMandate, scope: Scope) {
  const { db } = scope;
  const { id, provider, receivedAt: at } = inbox;
  const { paymentId, state } = told;
  // Asked before, lest the charge come between.
  const uncharged = 'id = ? and provider = ? and repeats and mandate_id is null';
  const isToCome = (await db.payments.one(db.knex, uncharged, paymentId, provider)) !== undefined;
  const isKnown = await db.transaction(async (trx) => {
    const noted = await noteMandate(db, trx, { ...told, provider }, { state, at, source: `inbox:${id}` });
    if (noted) await db.inbox.close(trx, id, 'applied');
    return noted;
  });
  if (!isKnown) await ignoreUnknown(inbox, scope, isToCome ? dayMs : patienceMs);
}

/** Only a hint: its provider says how it stands. A charge that it does not confirm yet must not be lost on this notice. */
async function reconcileStanding(inbox: InboxEvent, { mandateId, charge }: AsksMandate, scope: Scope) {
  const { db } = scope;
  const { id, provider, receivedAt } = inbox;
  const mandate = await db.mandates.called(db.knex, provider, mandateId);
  if (!mandate) return ignoreUnknown(inbox, scope);
  const source = `inbox:${id}`;
  const countsBy = new Date(receivedAt.getTime() + countingMs);
  const standing = await askMandate(mandate, { source, countsBy, ...(charge !== null && { charge }) }, scope);
  const isSaid = standing && (charge === null || standing.named || standing.charges.length > 0);
  await close(db.knex, inbox, Boolean(isSaid), scope);
}

/** The money went back before its person came to us: now nothing waits for them. */
async function wasUnclaimed(
  { id, provider }: InboxEvent,
  { paymentExternalId }: RefundSnapshot,
  { db }: Scope,
): Promise<boolean> {
  return db.transaction(async (trx) => {
    const reason = 'its money went back before its person came';
    const dropped = await db.unclaimed.drop(trx, provider, paymentExternalId, reason);
    if (dropped) await db.inbox.close(trx, id, 'applied');
    return dropped;
  });
}

/** Of a refund that its provider can be asked for, the webhook only needs the id. */
async function refundSighting(
  { externalId, refund }: ProviderEvent,
  { getRefund }: Provider,
  { signal }: Scope,
): Promise<RefundSnapshot | null> {
  if (refund || !getRefund) return refund ?? null;
  return externalId === null ? null : getRefund(externalId, { signal, subject: `refund:${externalId}` });
}

async function ignoreUnknown(
  { id, receivedAt }: InboxEvent,
  { db, log, now }: Scope,
  waitMs = patienceMs,
): Promise<void> {
  const age = now().getTime() - receivedAt.getTime();
  if (age < waitMs)
    throw new Later(`inbox event ${id} waits for its payment`, age < patienceMs ? 5_000 : 60_000);
  log.error({ inboxEvent: String(id) }, 'an event concerns no payment of ours');
  await db.inbox.close(db.knex, id, 'ignored', 'it concerns no payment of ours');
}

import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { InboxEvent } from '../db/inbox.js';
import type { Payment } from '../db/models/payment.js';
import type { PlanVersion } from '../db/models/plan-version.js';
import type { Subscription } from '../db/models/subscription.js';
import { addTerm, daysLeft, type Term } from '../domain/term.js';
import type { Provider, Snapshot } from '../payments/provider.js';
import type { Origin } from '../payments/origin.js';
import type { Scope } from '../queue/scope.js';
import { tellIfCancelled } from './cancel-elsewhere.js';
import { receiving } from './receiving.js';
import { settlePayment } from './settle-payment.js';

/** A payment that began at its provider, and where we heard of it. */
export interface Begun {
  readonly inbox: InboxEvent;
  readonly seen: Snapshot;
  readonly origin: Origin;
}

/**
 * Turns a payment that began at its provider into an order, a payment and all that follows from it, in one transaction
 * of one person. Somebody who has not come to us yet is waited for; what nobody can be given is left in the inbox, to
 * be applied again by a person. Safe to repeat and to race: one charge has one external id, under the person's lock.
 */
export async function settleOrigin(begun: Begun, provider: Provider, scope: Scope): Promise<void> {
  const { db, log } = scope;
  const { inbox, seen, origin } = begun;
  const refuse = async (reason: string): Promise<void> => {
    log.error({ inboxEvent: String(inbox.id), provider: inbox.provider, reason }, 'a payment gave nothing');
    await db.inbox.close(db.knex, inbox.id, 'ignored', reason);
  };
  const { payerTelegramId: telegramId, product, subscription } = origin;
  if (telegramId === null)
    return refuse('its payer has no Telegram: find out who it is, or give the money back');
  const months = provider.products?.get(product);
  if (months === undefined) return refuse(`nobody knows its product ${product}: name it in the settings`);
  const plan = await db.plans.one(db.knex, standard, months);
  if (!plan) return refuse(`its product ${product} gives ${months} months, and no plan has as many`);

  await db.transaction(async (trx) => {
    await db.unclaimed.lock(trx, telegramId);
    const payer = await db.users.one(trx, 'telegram_id = ?', telegramId);
    if (!payer) {
      const { externalId } = seen;
      await db.unclaimed.keep(trx, {
        inboxEventId: inbox.id,
        telegramId,
        provider: inbox.provider,
        externalId,
      });
      return db.inbox.close(trx, inbox.id, 'ignored', 'its person has not come to us yet');
    }
    await settle(trx, begun, { userId: payer.id, plan }, scope);
    if (subscription !== null)
      await tellIfCancelled(db, trx, { payerTelegramId: telegramId, provider: inbox.provider, subscription });
    await db.inbox.close(trx, inbox.id, 'applied');
  });
}

/** The newest of that term, on sale with us or not: what the provider sold is given. */
const standard = `plan_id = (select id from plans where slug = 'standard') and months = ? and days = 0
  order by id desc limit 1`;

interface Sold {
  readonly userId: bigint;
  readonly plan: PlanVersion;
}

async function settle(
  trx: Transaction,
  { inbox, seen, origin }: Begun,
  { userId, plan }: Sold,
  { db, now: clock }: Scope,
): Promise<void> {
  const { externalId, amount } = seen;
  const { provider } = inbox;
  const how = { source: `inbox:${inbox.id}`, now: clock() };
  const known = await db.payments.called(trx, provider, externalId);
  if (known) return void (await settlePayment(db, trx, known.id, seen, how));

  const before = await chargeBefore(db, trx, userId, provider, origin);
  const subscription =
    (before && (await renewedBefore(db, trx, userId, before))) ??
    (await receiving(db, trx, userId, plan, how.now));
  const order = await db.orders.open(trx, {
    userId,
    planVersionId: plan.id,
    subscriptionId: subscription?.id ?? null,
    kind: before ? 'renewal' : 'buy',
    price: amount,
  });
  const paid = paidTerm(origin, before, how.now);
  const payment = await db.payments.begin(trx, {
    orderId: order.id,
    provider,
    externalId,
    amount,
    paidUntil: paid?.until ?? null,
    chargedAt: origin.at,
  });
  await settlePayment(db, trx, payment.id, seen, { ...how, ...(paid && { term: paid.term }) });
}

/** The last one of the same subscription there, unless its money went back. */
async function chargeBefore(
  db: Db,
  trx: Transaction,
  userId: bigint,
  provider: string,
  { subscription }: Origin,
): Promise<Payment | undefined> {
  if (subscription === null) return undefined;
  return db.payments.lastCharge(trx, userId, provider, `${subscription}:`);
}

/** What the charge before it went to: what is charged again stays there, whatever its person bought beside it. */
async function renewedBefore(
  db: Db,
  trx: Transaction,
  userId: bigint,
  { orderId }: Payment,
): Promise<Subscription | undefined> {
  const { subscriptionId } = await db.orders.byId(trx, orderId);
  if (subscriptionId === null) return db.subscriptions.first(trx, userId);
  return db.subscriptions.one(trx, 'id = ? and user_id = ?', subscriptionId, userId);
}

/**
 * What a charge gives where its provider says until when it pays: whole days from where the charge before it ended, or
 * from now, a begun one counted. Counted from what was given, not from what was named, so that roundings do not add
 * up: with nothing else the subscription ends on that day, never earlier, and time that was bought elsewhere stays.
 */
function paidTerm(
  { paidUntil }: Origin,
  before: Payment | undefined,
  now: Date,
): { readonly term: Term; readonly until: Date } | null {
  if (paidUntil === null) return null;
  const start = before?.paidUntil && before.paidUntil > now ? before.paidUntil : now;
  const days = daysLeft(paidUntil, start);
  const term = { months: 0, days };
  return { term, until: addTerm(start, term) };
}

import { describe } from '../chat/describe.js';
import { payerOf } from '../chat/payer.js';
import type { Payment } from '../db/models/payment.js';
import { Later, MethodGone, Never, refused, type AppError } from '../domain/errors.js';
import { keyLifeMs } from '../domain/idempotence.js';
import { unfinishedStates } from '../domain/payment.js';
import { firstPollMs } from '../domain/polling.js';
import { jobsByName } from '../effects/jobs-by-name.js';
import { mayBeCharged, type Chargeable } from '../effects/may-be-charged.js';
import { leaseMs, takeProviderTurn } from '../effects/provider-turn.js';
import { endPayment, reportReview, settlePayment } from '../effects/settle-payment.js';
import type { Provider, Snapshot } from '../payments/provider.js';
import { defineJob } from '../queue/define-job.js';
import { promise } from '../queue/promise.js';
import type { Scope } from '../queue/scope.js';
import pollPayment from './payment.poll.js';

/** By how much the provider's clock may be behind ours. */
const clockSkewMs = 5 * 60_000;

const name = 'renewal.charge';

/** A charge in its turn. */
interface Turn {
  readonly payment: Payment;
  readonly token: string;
  /** How an earlier call ended, nobody knows. */
  readonly interrupted: boolean;
}

/** Who charges the method. */
interface Charger {
  readonly provider: Provider;
  readonly saved: NonNullable<Provider['saved']>;
}

/**
 * Charges what a person agreed to, for the next term of their subscription. The subject is the renewal order's id.
 *
 * Safe to repeat: one caller at a time, under the payment's id as idempotency key. After a call of unknown outcome its
 * provider is asked what came of it first. Whether its person still wants it is asked last, right before the call.
 */
export default defineJob({
  name,
  queue: 'payments',

  async run(subject, scope) {
    const { db } = scope;
    const before = await db.payments.unfinishedCharge(db.knex, BigInt(subject));
    if (!before || before.externalId !== null) return; // it has an end, or is polled
    const { row: payment, token } = await takeProviderTurn(db.payments, before.id, 'charge payment');
    if (payment.externalId !== null || !unfinishedStates.has(payment.state))
      return void (await db.payments.giveTurnBack(payment.id, token));
    const turn = { payment, token, interrupted: before.turn !== null };

    const provider = scope.payments.known.get(payment.provider);
    if (turn.interrupted && provider && (await isOver(turn, provider, scope))) return;
    if (!provider?.saved) return leave(turn, scope);
    if (!(await db.payments.keepTurn(payment.id, token, leaseMs)))
      throw new Later(`the turn to charge payment ${payment.id} ran out`, 1_000);
    const around = { db, shop: scope.chat.shop };
    const wanted = await db.transaction((trx) => mayBeCharged(around, trx, payment, scope.now()));
    if (!wanted) return end(turn, 'canceled', 'it is not wanted any more', scope);
    const seen = await charge(turn, { ...wanted, provider, saved: provider.saved }, scope);
    if (seen) await record(turn, seen, scope);
  },
});

/** Whether an earlier call is settled by now: it is found there, or cannot be repeated under its key any more. */
async function isOver(turn: Turn, provider: Provider, scope: Scope): Promise<boolean> {
  const { payment } = turn;
  const made = await lookUp(payment, provider, scope);
  if (made) await record(turn, made, scope);
  else if (scope.now().getTime() - payment.createdAt.getTime() > keyLifeMs)
    await end(turn, 'failed', 'nobody knows of it', scope);
  else return false;
  return true;
}

/** Nobody here charges such a method any more. Where nobody was called before, that is all; else it may still have been made. */
async function leave(turn: Turn, scope: Scope): Promise<void> {
  const why = `nobody here charges methods of ${turn.payment.provider}`;
  if (turn.interrupted) throw new Never('payment.no_provider', why);
  await end(turn, 'canceled', why, scope);
}

/** What an earlier call left there. */
async function lookUp(payment: Payment, provider: Provider, { signal }: Scope): Promise<Snapshot | null> {
  if (!provider.listSince) return null; // the key alone makes the repeat the same charge
  const since = new Date(payment.createdAt.getTime() - clockSkewMs);
  const call = { signal, subject: `payment:${payment.id}` };
  for await (const seen of provider.listSince(since, call))
    if (seen.paymentId === String(payment.id)) return seen;
  return null;
}

/** Null when the method is gone: its person is told so, and nobody else need know. */
async function charge(
  turn: Turn,
  { order, method, provider, saved }: Chargeable & Charger,
  scope: Scope,
): Promise<Snapshot | null> {
  const { id, createdAt, amount } = turn.payment;
  const payer = await scope.db.users.query().findById(order.userId).throwIfNotFound();
  const intent = {
    paymentId: String(id),
    createdAt,
    amount,
    description: await describe(order, payer, scope),
    payer: payerOf(payer, scope.chat),
  };
  const call = { signal: scope.signal, subject: `payment:${id}` };
  if (provider.receipts) await scope.db.payments.addressReceipt(id, payer.email);
  return saved.charge(intent, method.externalId, call).catch(async (error: unknown) => {
    if (refused(error)) await giveUp(turn, error, scope);
    if (error instanceof MethodGone) return null;
    throw error;
  });
}

/** Nothing was taken, so the next may try at once, unless how an earlier call ended is unknown. */
async function giveUp(turn: Turn, error: AppError, scope: Scope): Promise<void> {
  const gone = error instanceof MethodGone;
  if (error.retry === 'never') await end(turn, 'failed', error.code, scope, gone);
  else if (!turn.interrupted) await scope.db.payments.giveTurnBack(turn.payment.id, turn.token);
}

async function end(
  { payment, token }: Turn,
  to: 'failed' | 'canceled',
  reason: string,
  { db }: Scope,
  gone = false,
): Promise<void> {
  await db.payments.giveTurnBack(payment.id, token);
  await db.transaction(async (trx) => {
    const decline = gone ? 'revoked' : 'other';
    await endPayment(db, trx, payment.id, to, { source: name, reason, ...(to === 'failed' && { decline }) });
    const { subscriptionId } = await db.orders.byId(trx, payment.orderId);
    // It may be wanted in another way.
    if (to === 'canceled') await promise(trx, jobsByName.reviewRenewal, subscriptionId!);
  });
}

async function record({ payment, token }: Turn, seen: Snapshot, { db, now, log }: Scope): Promise<void> {
  const { id } = payment;
  const to = await db.transaction(async (trx) => {
    const state = await settlePayment(db, trx, id, seen, { source: name, now: now() });
    if (seen.claim === 'pending') {
      const dueAt = new Date(now().getTime() + firstPollMs);
      await promise(trx, pollPayment, id, {}, { dueAt });
    }
    return state;
  });
  await db.payments.giveTurnBack(id, token);
  reportReview(log, id, to);
}

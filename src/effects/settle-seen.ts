import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { Payment } from '../db/models/payment.js';
import { isAllBack } from '../domain/settle.js';
import { paidStates, type PaymentState } from '../domain/payment.js';
import type { RefundSnapshot, Snapshot } from '../payments/provider.js';
import type { Scope } from '../queue/scope.js';
import { lockPayment } from './lock-payment.js';
import { reportReview, settlePayment } from './settle-payment.js';
import { settleRefund } from './settle-refund.js';

interface How {
  /** Who saw it, for the payment's log. */
  readonly source: string;
  /** What else the transaction does. */
  readonly also?: (trx: Transaction) => Promise<void>;
}

/**
 * Settles what a provider says of a payment, in one transaction: what came, and what went back of it where nothing but the
 * payment tells. Answers the state that it came into by what came; null when it stayed. Safe to repeat and to race.
 */
export async function settleSeen(
  { id, provider }: Pick<Payment, 'id' | 'provider'>,
  seen: Snapshot,
  { source, also }: How,
  scope: Scope,
): Promise<PaymentState | null> {
  const { db, log, now } = scope;
  const back = await wentBack(provider, seen, scope);
  const how = { source, now: now() };
  const to = await db.transaction(async (trx) => {
    const state = back
      ? await settleWithRefund(db, trx, { id, provider, seen, back }, how)
      : await settlePayment(db, trx, id, seen, how);
    await also?.(trx);
    return state;
  });
  reportReview(log, id, to);
  if (to === null && seen.disputed && !isAllBack(seen)) await reportTwice(id, scope);
  return to;
}

/** Its money is on the balance already, and may go back to its payer as well: only a person can answer the bank. */
async function reportTwice(id: bigint, { db, log }: Scope): Promise<void> {
  const { state } = await db.payments.byId(db.knex, id);
  const payment = String(id);
  if (state === 'refunded') log.error({ payment }, 'what was refunded is disputed by its payer’s bank');
}

interface WentBack {
  readonly id: bigint;
  readonly provider: string;
  readonly seen: Snapshot;
  readonly back: RefundSnapshot;
}

/** Its refund first, so that what is over does not count as disputed on its way; but what never came to us cannot go back yet. */
async function settleWithRefund(
  db: Db,
  trx: Transaction,
  { id, provider, seen, back: made }: WentBack,
  how: { readonly source: string; readonly now: Date },
): Promise<PaymentState | null> {
  // Who has one word for both: what we did not ask for ourselves counts as the bank's.
  const back = seen.disputed ? ({ ...made, disputed: true } as const) : made;
  const named = async (): Promise<bigint | undefined> =>
    (await db.payments.called(trx, provider, seen.externalId))?.id;
  const known = await named();
  if (known === undefined || !(await isPaid(db, trx, known))) {
    const state = await settlePayment(db, trx, known ?? id, seen, how);
    const settled = await named();
    if (settled === undefined) return state;
    await settleRefund(db, trx, settled, back, how);
    return state === 'review' ? (await db.payments.byId(trx, settled)).state : state;
  }
  await settleRefund(db, trx, known, back, how);
  // Over, but lost, and not to be booked: it stays disputed until a person has looked.
  const isLost =
    seen.disputed === false &&
    back.claim === 'succeeded' &&
    !(await db.refunds.isBooked(trx, known, back.externalId));
  return settlePayment(db, trx, known, isLost ? { ...seen, disputed: true } : seen, how);
}

const isPaid = async (db: Db, trx: Transaction, id: bigint): Promise<boolean> =>
  paidStates.has((await lockPayment(db, trx, id)).payment.state);

/** What we have not booked of it; of who tells of refunds by themselves, only what a dispute took. */
async function wentBack(
  id: string,
  { externalId, amount, refunded, disputed }: Snapshot,
  { db, payments, signal }: Scope,
): Promise<RefundSnapshot | null> {
  const provider = payments.known.get(id);
  if (!provider?.refundOf) return null;
  if (provider.refundsSince ? disputed !== false : refunded.minor === 0n) return null;
  const [ours] = await db.books.named(id, [externalId]);
  const least = provider.refundsSince ? amount : refunded;
  if (ours && ours.refunded.minor >= least.minor) return null;
  return provider.refundOf(externalId, { signal, subject: `${id}:${externalId}` });
}

import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { Mandate } from '../db/models/mandate.js';
import type { Payment } from '../db/models/payment.js';
import { bookedStates } from '../domain/books.js';
import { isFurther } from '../domain/mandate.js';
import { isPaidAgain, type Seen } from '../domain/settle.js';
import { countedCharge } from './counted-charge.js';
import { lockPayment, type Locked } from './lock-payment.js';

/**
 * Which payment a sighting is of, with its order, locked. Money that comes once more by the same invoice is a payment of
 * its own: the next term, with an order of its own, where its payer let the provider charge it again and again.
 */
export async function paymentOf(db: Db, trx: Transaction, first: Locked, seen: Seen): Promise<Locked> {
  const { order } = first;
  const payment = await named(db, trx, first.payment, seen);
  if (!isPaidAgain(payment, seen)) return { order, payment };
  const { externalId, repeat } = seen;
  const { provider } = payment;
  const known = await db.payments.called(trx, provider, externalId);
  if (known && known.orderId !== order.id) return lockPayment(db, trx, known.id);
  if (!known && (await isSameByTime(db, trx, provider, seen))) return { order, payment };
  const counted = known ? null : await countedCharge(db, trx, { order, payment }, seen);
  if (counted?.same) return counted.same;
  const mandate =
    counted?.mandate ?? (repeat && (await db.mandates.charged(trx, order.id, provider, seen.payer ?? null)));
  const renews =
    repeat &&
    mandate &&
    mandate.subscriptionId !== null &&
    !known &&
    (counted?.isNew || isFurther(repeat, mandate.paidUntil)) &&
    (await isOfItsPlan(db, trx, mandate));
  if (!renews)
    return { order, payment: await db.payments.beside(trx, payment, externalId, counted?.mandate.id) };

  const { userId, subscriptionId, planVersionId, price } = mandate;
  const next = { userId, subscriptionId, planVersionId, kind: 'renewal', price } as const;
  const { id: orderId } = await db.orders.open(trx, next);
  const begun = { orderId, provider, externalId, amount: price, paidUntil: null, mandateId: mandate.id };
  return { order: await db.orders.byId(trx, orderId), payment: await db.payments.begin(trx, begun) };
}

/** What was opened under the name of the whole is called as the first that is paid of it from then on. */
async function named(db: Db, trx: Transaction, payment: Payment, seen: Seen): Promise<Payment> {
  const { externalId, claim, repeat, opened } = seen;
  const whole = repeat?.mandateId ?? opened?.as;
  if (claim !== 'succeeded' || whole === undefined || whole !== payment.externalId) return payment;
  const beside = opened?.beside ?? [];
  const { provider } = payment;
  const names = [externalId, ...beside];
  const rows = await db.payments.query(trx).where({ provider }).whereIn('externalId', names);
  const known = new Set(rows.map((row) => row.externalId));
  if (known.has(externalId)) return payment;
  // It was paid when it kept the name of the whole, and nobody knows by which: so many of them less one are more money.
  const isTaken =
    payment.state === 'review' ||
    bookedStates.has(payment.state) ||
    (await db.payments.isDecided(trx, payment));
  if (isTaken && beside.some((name) => !known.has(name))) return payment;
  await db.refunds.nameAfter(trx, payment, externalId);
  return payment.$query(trx).patchAndFetch({ externalId });
}

/**
 * Where charges are named by their times, one that comes so shortly after another is that one, dated otherwise: it gives
 * nothing, and the daily proof of the books shows it to a person.
 */
async function isSameByTime(db: Db, trx: Transaction, provider: string, { repeat }: Seen): Promise<boolean> {
  if (!repeat?.byTime || repeat.mandateId === null) return false;
  const whole = await db.mandates.called(trx, provider, repeat.mandateId);
  return whole !== undefined && !isFurther(repeat, whole.paidUntil);
}

/** A charge that was on its way when another plan was bought must not turn that one back. */
async function isOfItsPlan(db: Db, trx: Transaction, { id, subscriptionId }: Mandate): Promise<boolean> {
  const { planVersionId } = await db.subscriptions.byId(trx, subscriptionId!);
  return (
    planVersionId === null ||
    !(await db.mandates.ofOtherPlans(trx, subscriptionId!, planVersionId)).includes(id)
  );
}

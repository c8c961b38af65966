import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { Payment } from '../db/models/payment.js';
import { Never } from '../domain/errors.js';
import { mayMove } from '../domain/payment.js';
import { lockPayment } from './lock-payment.js';
import { credit, tellState } from './settle-payment.js';

export interface Resolution {
  readonly paymentId: bigint;
  /** Settled counts as paid at the invoice's amount, whatever its provider says; canceled gives nothing. */
  readonly to: 'succeeded' | 'canceled';
  readonly actor: string;
  readonly reason: string;
}

/**
 * A person decides about a payment in review, or settles one that was canceled there. Settled, it has the same effect as
 * if its provider had confirmed it.
 *
 * @throws {Never} with a sentence for the person: no such payment, not in review, a refund of it under way, too little of it left
 */
export async function resolvePayment(
  db: Db,
  trx: Transaction,
  { paymentId, to, actor, reason }: Resolution,
  now: Date,
): Promise<void> {
  const { order, payment } = await lockPayment(db, trx, paymentId);
  const isOpen = payment.state === 'review' || (await db.payments.isDecided(trx, payment));
  if (!isOpen || !mayMove(payment.state, to, 'person'))
    throw new Never('payment.not_in_review', `payment ${paymentId} is ${payment.state}, not in review`);
  const underWay = await db.refunds.underWay(trx, paymentId);
  if (underWay)
    throw new Never('refund.under_way', `refund ${underWay.id} of payment ${paymentId} is under way`);

  if (to === 'succeeded') await mustBeLeft(db, trx, payment);
  await db.payments.move(trx, payment, to, { source: actor, reason });
  await db.auditTrail.note(trx, {
    actor,
    action: to === 'succeeded' ? 'payment.settle' : 'payment.cancel',
    subject: `payment:${paymentId}`,
    reason,
  });
  if (to === 'succeeded') await credit(db, trx, order, payment, now);
  else await tellState(db, trx, order, payment, to);
}

/** What went back meanwhile is in no ledger; so settled, it must have been more than was asked that went. */
async function mustBeLeft(db: Db, trx: Transaction, payment: Payment): Promise<void> {
  const { id, amountMinor: asked, came, currency } = payment;
  const back = await db.refunds.uncreditedSum(trx, id);
  const left = came.minor - back;
  if (back === 0n || left >= asked) return;
  throw new Never(
    'payment.too_little_left',
    `of payment ${id}, ${left} of ${asked} ${currency} (minor units) are left: refund the rest, then it is over`,
  );
}

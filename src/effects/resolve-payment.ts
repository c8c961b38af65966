import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
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
 * A person decides about a payment in review. Settled, it has the same effect as if its provider had confirmed it.
 *
 * @throws {Never} with a sentence for the person: no such payment, not in review, a refund of it under way
 */
export async function resolvePayment(
  db: Db,
  trx: Transaction,
  { paymentId, to, actor, reason }: Resolution,
  now: Date,
): Promise<void> {
  const { order, payment } = await lockPayment(db, trx, paymentId);
  if (payment.state !== 'review' || !mayMove(payment.state, to, 'person'))
    throw new Never('payment.not_in_review', `payment ${paymentId} is ${payment.state}, not in review`);
  const underWay = await db.refunds.underWay(trx, paymentId);
  if (underWay)
    throw new Never('refund.under_way', `refund ${underWay.id} of payment ${paymentId} is under way`);

  await db.payments.move(trx, payment, to, { source: actor, reason });
  await trx('audit_log').insert({
    actor,
    action: to === 'succeeded' ? 'payment.settle' : 'payment.cancel',
    subject: `payment:${paymentId}`,
    reason,
  });
  if (to === 'succeeded') await credit(db, trx, order, payment, now);
  else await tellState(db, trx, order, payment, to);
}

import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import { Never } from '../domain/errors.js';
import { money, type Money } from '../domain/money.js';
import { bookRefund } from './book-refund.js';
import { lockPayment } from './lock-payment.js';
import { lossOf } from './refund-money.js';

export interface WriteOff {
  readonly refundId: bigint;
  readonly actor: string;
  readonly reason: string;
}

/**
 * A person decides that money which its provider has given back, and which is spent here, is the shop's loss: what is left
 * of it is taken, the rest comes from `adjust`, and the refund is booked. Answers that rest.
 *
 * @throws {Never} with a sentence for the person: no such refund, not made by its provider, or it waits for something else
 */
export async function writeOffRefund(
  db: Db,
  trx: Transaction,
  { refundId, actor, reason }: WriteOff,
  now: Date,
): Promise<Money> {
  const found = await db.refunds.query(trx).findById(refundId);
  if (!found) throw new Never('refund.unknown', `there is no refund ${refundId}`);
  const locked = await lockPayment(db, trx, found.paymentId);
  const refund = await db.refunds.query(trx).findById(refundId).forUpdate().throwIfNotFound();
  if (!refund.isUnbooked)
    throw new Never(
      'refund.not_made',
      `refund ${refundId} is ${refund.state}: only one in review that its provider has made can be written off`,
    );
  const booking = { source: actor, now, bearsLoss: true } as const;
  if ((await bookRefund(db, trx, locked, refund, booking)) === 'review')
    throw new Never(
      'refund.not_spent',
      `refund ${refundId} is not in review because its money is spent: look at the provider`,
    );
  await refund.$query(trx).patch({ state: 'succeeded' });
  const subject = `refund:${refundId}`;
  await db.auditTrail.note(trx, { actor, action: 'refund.write_off', subject, reason });
  return money(await lossOf(trx, refundId), refund.currency);
}

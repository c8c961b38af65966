import type { Transaction } from 'objection';
import type { Decision } from '../db/audit-trail.js';
import type { Db } from '../db/db.js';
import type { Order } from '../db/models/order.js';
import type { Refund } from '../db/models/refund.js';
import { Never } from '../domain/errors.js';
import { lockPayment } from './lock-payment.js';
import { giveBackHeld } from './refund-money.js';

/** The provider will not do it: what was held for it is the person's again, and another refund may be asked for. */
export async function refuseRefund(
  db: Db,
  trx: Transaction,
  { id, paymentId }: Refund,
  reason: string,
): Promise<void> {
  const { order, payment } = await lockPayment(db, trx, paymentId);
  const refund = await db.refunds.query(trx).findById(id).forUpdate().throwIfNotFound({ id });
  if (!refund.isUnfinished) return;
  const actor = `provider:${payment.provider}`;
  await end(db, trx, order, refund, { actor, action: 'refund.refused', reason });
}

export interface Cancellation {
  readonly refundId: bigint;
  readonly actor: string;
  readonly reason: string;
}

/**
 * A person has looked at the provider: the money did not go back. What was held for it is its person's again, and another
 * refund may be asked for. Should it go back all the same, it is booked as one that was made there: so its name there is
 * given up.
 *
 * @throws {Never} with a sentence for the person: no such refund, over already, or its provider says that it was made
 */
export async function cancelRefund(
  db: Db,
  trx: Transaction,
  { refundId, actor, reason }: Cancellation,
): Promise<void> {
  const found = await db.refunds.query(trx).findById(refundId);
  if (!found) throw new Never('refund.unknown', `there is no refund ${refundId}`);
  const { order } = await lockPayment(db, trx, found.paymentId);
  const refund = await db.refunds.query(trx).findById(refundId).forUpdate().throwIfNotFound();
  const { state, externalId } = refund;
  if (!refund.isUnfinished && state !== 'review')
    throw new Never('refund.over', `refund ${refundId} is ${state}: there is nothing to cancel`);
  if (refund.isUnbooked)
    throw new Never('refund.made', `refund ${refundId} was made, says its provider: it cannot be canceled`);
  await refund.$query(trx).patch({ externalId: null });
  const was = externalId === null ? '' : ` (${externalId})`;
  await end(db, trx, order, refund, { actor, action: 'refund.cancel', reason: `${reason}${was}` });
}

async function end(
  db: Db,
  trx: Transaction,
  order: Order,
  refund: Refund,
  decision: Omit<Decision, 'subject'>,
): Promise<void> {
  await refund.$query(trx).patch({ state: 'canceled', updatedAt: new Date() });
  await db.auditTrail.note(trx, { ...decision, subject: `refund:${refund.id}` });
  await giveBackHeld(db, trx, order, refund);
}

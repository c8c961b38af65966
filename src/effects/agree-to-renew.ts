import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { NewAgreement, Renewal } from '../db/models/renewal.js';
import { promise } from '../queue/promise.js';
import { jobsByName } from './jobs-by-name.js';

/** From now on the subscription renews itself; or in another way, or at another price, than it did. */
export async function agreeToRenew(db: Db, trx: Transaction, agreement: NewAgreement): Promise<void> {
  const { subscriptionId, userId, price, methodId } = agreement;
  await db.renewals.agree(trx, agreement);
  await db.subscriptions
    .query(trx)
    .findById(subscriptionId)
    .patch({ renewAt: trx.fn.now() } as object);
  await promise(trx, jobsByName.reviewRenewal, subscriptionId);
  const reason = `${price.minor} ${price.currency}, method ${methodId ?? 'balance'}`;
  const subject = `subscription:${subscriptionId}`;
  await db.auditTrail.note(trx, { actor: `user:${userId}`, action: 'renewal.on', subject, reason });
}

/**
 * It is charged by another method from now on, as it was agreed and told. Where the last one came to nothing, that is agreed
 * to anew, and so tried at once.
 */
export async function renewBy(
  db: Db,
  trx: Transaction,
  renewal: Renewal,
  methodId: bigint,
  hasFailed: boolean,
): Promise<void> {
  const { subscriptionId, userId, planVersionId, price } = renewal;
  if (hasFailed) return agreeToRenew(db, trx, { subscriptionId, userId, planVersionId, price, methodId });
  await renewal.$query(trx).patch({ methodId });
  await promise(trx, jobsByName.reviewRenewal, subscriptionId);
  const subject = `subscription:${subscriptionId}`;
  const reason = `method ${methodId}`;
  await db.auditTrail.note(trx, { actor: `user:${userId}`, action: 'renewal.method', subject, reason });
}

/**
 * It renews itself no more. Call with the agreement locked: a charge whose call is not made yet finds that out right
 * before it.
 */
export async function stopRenewing(
  db: Db,
  trx: Transaction,
  renewal: Renewal,
  actor: string,
  reason: string,
): Promise<void> {
  const { subscriptionId } = renewal;
  await renewal.$query(trx).patch({ active: false });
  await db.orders.giveUpRenewals(trx, subscriptionId);
  await db.subscriptions.query(trx).findById(subscriptionId).patch({ renewAt: null });
  const subject = `subscription:${subscriptionId}`;
  await db.auditTrail.note(trx, { actor, action: 'renewal.off', subject, reason });
}

import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import { leftOf } from './hold-part.js';
import { requestRefund } from './request-refund.js';

/**
 * The giver wants the money of a gift that nobody has redeemed: it goes to their balance, which no provider can refuse.
 * Nobody can redeem it from here on. False: it is not theirs, somebody has it, or its money is on its way already, or went
 * back as goodwill.
 */
export async function returnGift(
  db: Db,
  trx: Transaction,
  userId: bigint,
  orderId: bigint,
): Promise<boolean> {
  const order = await db.orders.one(trx, 'id = ? and user_id = ? for update', orderId, userId);
  const gift = order && (await db.gifts.ofGiver(trx, orderId, userId));
  if (!order?.paidBy || gift?.state !== 'waiting' || gift.isHeld) return false;
  if ((await leftOf(db, trx, order)).minor === 0n) return false;
  await requestRefund(db, trx, {
    paymentId: order.paidBy,
    takesGrant: true,
    toBalance: true,
    actor: `user:${userId}`,
    reason: 'the giver took the gift back',
  });
  return true;
}

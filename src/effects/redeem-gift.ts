import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { Order } from '../db/models/order.js';
import { refuseGift, type GiftRefusal } from '../domain/gift.js';
import { appendGrant } from './append-grant.js';
import { leftOf } from './hold-part.js';
import { receiving } from './receiving.js';
import { tell } from './tell.js';
import { withdrawGrant } from './withdraw-grant.js';

export type Redeemed = { readonly refused: GiftRefusal } | { readonly subscriptionId: bigint };

/**
 * Gives whoever has a gift's token its time, once, in their own transaction: the held money becomes a sale, the grant is
 * theirs, and the giver hears of it.
 *
 * Locks the giver's order, its held money, then the receiver's subscription. Everybody else takes those in that order,
 * too, and nothing of the giver's but that one order is locked here: no two people can wait for each other in a ring,
 * also where two redeem each other's gifts. The order's lock lets a hundred who come at once through one by one, and
 * keeps a refund of it out.
 */
export async function redeemGift(
  db: Db,
  trx: Transaction,
  userId: bigint,
  token: string,
  now: Date,
): Promise<Redeemed> {
  const known = await db.gifts.byToken(trx, token);
  const early = refuseGift(known, userId);
  if (!known || early !== null) return { refused: early ?? 'unknown' };
  const order = await db.orders.lock(trx, known.orderId);
  // As it is under the lock: another may have been faster.
  const refused = refuseGift(await db.gifts.byToken(trx, token), userId);
  if (refused !== null) return { refused };

  await sell(db, trx, order);
  const { id, planVersionId } = order;
  const { months, days } = known;
  const grant = { source: 'gift', sourceId: String(id), months, days, planVersionId } as const;
  const subscription = await receiving(db, trx, userId, await db.plans.byId(trx, planVersionId!), now);
  const target = { userId, subscriptionId: subscription?.id ?? null };
  const given = await appendGrant(db, trx, target, grant, now);
  if (!given) throw new Error(`gift ${id} was given before it was redeemed`);
  await lessWhatWentBack(db, trx, order, now);
  await db.gifts
    .query(trx)
    .findById(String(id))
    .patch({ state: 'redeemed', receiverId: userId, redeemedAt: now });
  if (order.userId !== userId)
    await tell(db, trx, { userId: order.userId, reason: `gift:${id}:redeemed`, screen: `given:${id}` });
  return given;
}

async function sell(db: Db, trx: Transaction, order: Order): Promise<void> {
  const { id } = order;
  const amount = await leftOf(db, trx, order);
  if (amount.minor === 0n) return; // all of it went back as goodwill, and the gift stays one
  await db.ledger.transfer(trx, { key: `gift:${id}`, from: `held:${id}`, to: 'sales', amount });
}

/** A part of its price went back before anybody had it, and not as goodwill. */
async function lessWhatWentBack(
  db: Db,
  trx: Transaction,
  { id, paidBy, price }: Order,
  now: Date,
): Promise<void> {
  const minor = await db.refunds.sum(trx, paidBy!, ['succeeded'], true);
  if (minor === 0n) return;
  const share = { price, soFar: { ...price, minor } };
  await withdrawGrant(db, trx, { source: 'gift', sourceId: String(id) }, share, `gift:${id}`, now);
}

import { leftOf } from '../hold-part.js';
import { tell } from '../tell.js';
import { withdrawGrant } from '../withdraw-grant.js';
import type { Goods } from './goods.js';

/** Time for somebody else: its money waits with the order until they redeem it. */
export const gift: Goods = {
  account: ({ id }) => `held:${id}`,

  async keeps(db, trx, order) {
    const found = await db.gifts.ofOrder(trx, order.id);
    return found?.state === 'waiting' ? (await leftOf(db, trx, order)).minor : 0n;
  },

  async give(db, trx, { order: { id, userId }, payment }) {
    await db.gifts.wrap(trx, id);
    // From the balance the person sees it at once, in the answer to the tap.
    if (payment.provider === 'balance') return;
    const replaces = `payment:${payment.id}`;
    await tell(db, trx, { userId, reason: `gift:${id}`, screen: `given:${id}`, replaces, lane: 0 });
  },

  /** Of a part of an unredeemed one nothing yet: whoever redeems it gets as much less. */
  async takeBack(db, trx, { order: { id, userId: giverId }, share, sourceId, now }) {
    const found = await db.gifts.ofOrder(trx, id);
    if (found?.state === 'waiting' && share === null) await found.$query(trx).patch({ state: 'returned' });
    if (found?.state !== 'redeemed') return;
    await withdrawGrant(db, trx, { source: 'gift', sourceId: String(id) }, share, sourceId, now);
    const { receiverId: userId } = found;
    if (userId !== null && userId !== giverId)
      await tell(db, trx, { userId, reason: `gift:${id}:gone:${sourceId}`, screen: `giftgone:${id}` });
  },
};

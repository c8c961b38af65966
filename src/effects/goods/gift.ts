import { tell } from '../tell.js';
import { withdrawGrant } from '../withdraw-grant.js';
import type { Goods } from './goods.js';

/** Time for somebody else: its money waits with the order until they redeem it. */
export const gift: Goods = {
  account: ({ id }) => `held:${id}`,

  async keeps(db, trx, { id, paidBy, price }) {
    const found = await db.gifts.ofOrder(trx, id);
    if (found?.state !== 'waiting' || paidBy === null) return 0n;
    return price.minor - (await db.refunds.sum(trx, paidBy, ['succeeded']));
  },

  async give(db, trx, { order: { id, userId }, payment }) {
    await db.gifts.wrap(trx, id);
    // From the balance the person sees it at once, in the answer to the tap.
    if (payment.provider === 'balance') return;
    const replaces = `payment:${payment.id}`;
    await tell(db, trx, { userId, reason: `gift:${id}`, screen: `given:${id}`, replaces, lane: 0 });
  },

  /** Of a part of an unredeemed one nothing yet: whoever redeems it gets as much less. */
  async takeBack(db, trx, { order: { id }, share, sourceId, now }) {
    const found = await db.gifts.ofOrder(trx, id);
    if (found?.state === 'waiting' && share === null) await found.$query(trx).patch({ state: 'returned' });
    if (found?.state !== 'redeemed') return;
    await withdrawGrant(db, trx, { source: 'gift', sourceId: String(id) }, share, sourceId, now);
  },
};

import { tell } from '../tell.js';
import type { Goods } from './goods.js';

/** A top-up, and whatever pays no order: it is the person's to spend. */
export const money: Goods = {
  account: ({ userId }) => `user:${userId}`,

  async give(db, trx, { order: { userId }, payment: { id } }) {
    const screen = `credited:${id}`;
    await tell(db, trx, { userId, reason: screen, screen, replaces: `payment:${id}`, lane: 0 });
  },
};

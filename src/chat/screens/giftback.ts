import { act, open } from '../../buttons.js';
import type { Money } from '../../domain/money.js';
import { defineScreen, toId } from '../screen.js';

/** Whether they really want the money of a gift back. */
export default defineScreen<{ orderId: bigint; price: Money }>({
  instead: 'gifts',

  async load({ db, person }, id) {
    const gift = await db.gifts.ofGiver(db.knex, toId(id) ?? 0n, person.id);
    if (gift?.state !== 'waiting' || gift.isHeld) return null;
    const { orderId } = gift;
    return { orderId, price: (await db.orders.byId(db.knex, orderId)).price };
  },

  render: ({ orderId, price }, t) => ({
    text: t('giftback-text', { amount: t.money(price) }),
    buttons: [
      [{ text: t.plain('giftback-yes'), data: act('giftback', orderId), once: true, style: 'danger' }],
      [{ text: t.plain('back'), data: open('given', orderId) }],
    ],
  }),
});

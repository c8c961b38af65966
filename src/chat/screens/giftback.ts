import { act, open } from '../../buttons.js';
import type { Money } from '../../domain/money.js';
import { leftOf } from '../../effects/hold-part.js';
import { defineScreen, toId } from '../screen.js';

/** Whether they really want the money of a gift back: what is left of it. */
export default defineScreen<{ orderId: bigint; left: Money }>({
  instead: 'gifts',

  async load({ db, person }, id) {
    const gift = await db.gifts.ofGiver(db.knex, toId(id) ?? 0n, person.id);
    if (gift?.state !== 'waiting' || gift.isHeld) return null;
    const order = await db.orders.byId(db.knex, gift.orderId);
    const left = await leftOf(db, db.knex, order);
    return left.minor === 0n ? null : { orderId: order.id, left };
  },

  render: ({ orderId, left }, t) => ({
    text: t('giftback-text', { amount: t.money(left) }),
    buttons: [
      [{ text: t.plain('giftback-yes'), data: act('giftback', orderId), once: true, style: 'danger' }],
      [{ text: t.plain('back'), data: open('given', orderId) }],
    ],
  }),
});

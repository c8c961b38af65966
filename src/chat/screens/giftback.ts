import { act, open } from '../../buttons.js';
import { money, type Money } from '../../domain/money.js';
import { paidFor } from '../../effects/hold-part.js';
import { defineScreen, toId } from '../screen.js';

/** Whether they really want the money of a gift back: what is left of it. */
export default defineScreen<{ orderId: bigint; left: Money }>({
  instead: 'gifts',

  async load({ db, person }, id) {
    const gift = await db.gifts.ofGiver(db.knex, toId(id) ?? 0n, person.id);
    if (gift?.state !== 'waiting' || gift.isHeld) return null;
    const order = await db.orders.byId(db.knex, gift.orderId);
    if (order.paidBy === null) return null;
    const paid = paidFor(order, await db.payments.byId(db.knex, order.paidBy));
    const back = await db.refunds.sum(db.knex, order.paidBy, ['succeeded']);
    return { orderId: order.id, left: money(paid.minor - back, paid.currency) };
  },

  render: ({ orderId, left }, t) => ({
    text: t('giftback-text', { amount: t.money(left) }),
    buttons: [
      [{ text: t.plain('giftback-yes'), data: act('giftback', orderId), once: true, style: 'danger' }],
      [{ text: t.plain('back'), data: open('given', orderId) }],
    ],
  }),
});

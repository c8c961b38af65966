import { open } from '../../buttons.js';
import { money, type Money } from '../../domain/money.js';
import { defineScreen, toId } from '../screen.js';

/** Money arrived on the balance: a top-up, or a payment that nothing was left to pay with. */
export default defineScreen<{ amount: Money; balance: Money; isTopup: boolean; renews: boolean }>({
  async load({ db, person }, id) {
    const payment = await db.payments.ofPerson(toId(id) ?? 0n, person.id);
    if (!payment) return null;
    const order = await db.orders.query().findById(payment.orderId).throwIfNotFound();
    const balance = await db.ledger.balance(`user:${person.id}`, payment.currency);
    const owned = await db.subscriptions.ofPerson(db.knex, person.id);
    return {
      amount: payment.amount,
      renews: owned.some(({ paidUntil }) => paidUntil !== null),
      balance: money(balance, payment.currency),
      isTopup: order.kind === 'topup' && order.paidBy === payment.id,
    };
  },

  render: ({ amount, balance, isTopup, renews }, t) => ({
    text: t(isTopup ? 'credited-topup' : 'credited-second', {
      amount: t.money(amount),
      balance: t.money(balance),
    }),
    buttons: [
      [{ text: t.plain(renews ? 'home-renew' : 'home-buy'), data: open('plans'), style: 'primary' }],
      [{ text: t.plain('menu'), data: open('home') }],
    ],
  }),
});

import { open } from '../../buttons.js';
import type { Money } from '../../domain/money.js';
import { runName } from '../mandate-view.js';
import type { TitledMethod } from '../method-title.js';
import { sourceName } from '../renewal-view.js';
import { defineScreen, toId } from '../screen.js';

interface State {
  readonly subscriptionId: bigint;
  readonly number: number;
  readonly amount: Money;
  /** Null: the balance. */
  readonly method: TitledMethod | null;
  /** Who charged for it by itself; null where we did. */
  readonly by?: string | null;
  readonly end: Date;
}

/** A subscription renewed itself: until when, for how much, with what. */
export default defineScreen<State>({
  async load({ db, person }, id) {
    const order = await db.orders.one(db.knex, 'id = ? and user_id = ?', toId(id) ?? 0n, person.id);
    if (!order || order.paidBy === null || order.subscriptionId === null) return null;
    const { paidUntil: end, number } = await db.subscriptions.byId(db.knex, order.subscriptionId);
    const { amount, methodId, mandateId, provider } = await db.payments.byId(db.knex, order.paidBy);
    if (!end) return null;
    const method = methodId === null ? null : await db.paymentMethods.byId(db.knex, methodId);
    return {
      subscriptionId: order.subscriptionId,
      number,
      amount,
      method,
      by: mandateId === null ? null : provider,
      end,
    };
  },

  render: ({ subscriptionId, number, amount, method, by = null, end }, t) => ({
    text: t(by === null ? 'renewed-text' : 'renewed-run-text', {
      number,
      date: t.date(end),
      amount: t.money(amount),
      source: by === null ? sourceName(method, t) : runName(by, t),
    }),
    buttons: [
      [{ text: t.plain('home-subscription'), data: open('subscription', subscriptionId) }],
      [{ text: t.plain('renewal-settings'), data: open('renewal', subscriptionId) }],
      [{ text: t.plain('menu'), data: open('home') }],
    ],
  }),

  isKept: true,
});

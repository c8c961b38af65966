import { open } from '../../buttons.js';
import { money, type Money } from '../../domain/money.js';
import { partOf } from '../../effects/hold-part.js';
import { leftOf, leftText, type Left } from '../left.js';
import { defineScreen, toId } from '../screen.js';

interface State {
  /** All that came to the balance, or what goes to where it came from. */
  readonly amount: Money;
  readonly toBalance: boolean;
  /** What came to the balance beside what goes elsewhere. */
  readonly part: Money | null;
  /** Until when they have access now, where the purchase went back with its money. */
  readonly left: Left | null;
}

/** Money went back: what a provider took, or `both` that and what the balance had paid beside it. */
export default defineScreen<State>({
  async load({ db, person, now }, id, what) {
    const refund = await db.refunds.query().findById(String(toId(id) ?? 0n));
    const payment = refund && (await db.payments.ofPerson(refund.paymentId, person.id));
    if (!refund || !payment) return null;
    const { amount } = refund;
    const toBalance = refund.toBalance || payment.provider === 'balance';
    const order = await db.orders.byId(db.knex, payment.orderId);
    const bought =
      refund.takesGrant && refund.state === 'succeeded'
        ? await db.subscriptions.given(db.knex, 'order', order.id)
        : undefined;
    const left = bought ? leftOf(bought, now) : null;
    const part = what === 'both' ? partOf(order, payment) : 0n;
    if (toBalance)
      return { amount: money(amount.minor + part, amount.currency), toBalance, part: null, left };
    return { amount, toBalance, part: part > 0n ? money(part, order.currency) : null, left };
  },

  render: ({ amount, toBalance, part, left }, t) => ({
    text: [
      t(toBalance ? 'refunded-balance' : 'refunded-source', { amount: t.money(amount) }),
      ...(part ? [t('refunded-part', { part: t.money(part) })] : []),
      ...(left ? ['', leftText(left, t)] : []),
    ].join('\n'),
    buttons: [[{ text: t.plain('menu'), data: open('home') }]],
  }),

  isKept: true,
});

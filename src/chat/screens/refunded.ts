import { open } from '../../buttons.js';
import type { Money } from '../../domain/money.js';
import { defineScreen, toId } from '../screen.js';

/** Money went back. */
export default defineScreen<{ amount: Money; toBalance: boolean }>({
  async load({ db, person }, id) {
    const refund = await db.refunds.query().findById(String(toId(id) ?? 0n));
    const payment = refund && (await db.payments.ofPerson(refund.paymentId, person.id));
    if (!refund || !payment) return null;
    return { amount: refund.amount, toBalance: refund.toBalance || payment.provider === 'balance' };
  },

  render: ({ amount, toBalance }, t) => ({
    text: t(toBalance ? 'refunded-balance' : 'refunded-source', { amount: t.money(amount) }),
    buttons: [[{ text: t.plain('menu'), data: open('home') }]],
  }),
});

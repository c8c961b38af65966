import { open } from '../../buttons.js';
import { money, type Money } from '../../domain/money.js';
import { defineScreen } from '../screen.js';

/** What they have with us. */
export default defineScreen<{ balance: Money; canTopUp: boolean }>({
  async load({ db, person, shop }) {
    const balance = money(await db.ledger.balance(`user:${person.id}`, 'RUB'), 'RUB');
    return { balance, canTopUp: shop.providers.some((name) => name !== 'balance') };
  },

  render: ({ balance, canTopUp }, t) => ({
    text: t('balance-text', { amount: t.money(balance) }),
    buttons: [
      canTopUp ? [{ text: t.plain('balance-topup'), data: open('topup'), style: 'primary' }] : [],
      [{ text: t.plain('back'), data: open('home') }],
    ],
  }),
});

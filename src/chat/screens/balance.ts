import { open } from '../../buttons.js';
import { money, type Money } from '../../domain/money.js';
import { amounts } from '../amounts.js';
import { defineScreen } from '../screen.js';

const none = money(0n, 'RUB');

/** What they have with us. */
export default defineScreen<{ funds: readonly Money[]; canTopUp: boolean }>({
  async load({ db, person, shop }) {
    const funds = await db.ledger.balances(person.id);
    return { funds, canTopUp: shop.providers.some((name) => name !== 'balance') };
  },

  render: ({ funds, canTopUp }, t) => ({
    text: t('balance-text', { amount: amounts(funds.length > 0 ? funds : [none], t) }),
    buttons: [
      canTopUp ? [{ text: t.plain('balance-topup'), data: open('topup'), style: 'primary' }] : [],
      [{ text: t.plain('back'), data: open('home') }],
    ],
  }),
});

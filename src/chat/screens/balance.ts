import { open } from '../../buttons.js';
import { money, type Money } from '../../domain/money.js';
import { amounts } from '../amounts.js';
import { defineScreen } from '../screen.js';

const none = money(0n, 'RUB');

/** What they have with us. */
export default defineScreen<{
  funds: readonly Money[];
  canTopUp: boolean;
  /** They have a saved method, or could. */
  hasSaved: boolean;
}>({
  async load({ db, person, shop }) {
    const funds = await db.ledger.balances(person.id);
    const canTopUp = shop.providers.some((name) => name !== 'balance');
    const hasSaved =
      shop.saving.providers.length > 0 ||
      (await db.paymentMethods.defaultOf(db.knex, person.id)) !== undefined;
    return { funds, canTopUp, hasSaved };
  },

  render: ({ funds, canTopUp, hasSaved }, t) => ({
    text: t('balance-text', { amount: amounts(funds.length > 0 ? funds : [none], t) }),
    buttons: [
      canTopUp ? [{ text: t.plain('balance-topup'), data: open('topup'), style: 'primary' }] : [],
      hasSaved ? [{ text: t.plain('balance-saved'), data: open('saved') }] : [],
      [{ text: t.plain('back'), data: open('home') }],
    ],
  }),
});

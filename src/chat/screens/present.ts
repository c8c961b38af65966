import { open } from '../../buttons.js';
import type { Money } from '../../domain/money.js';
import { defineScreen } from '../screen.js';
import { priceFor } from '../ways-to-pay.js';

interface Offer {
  readonly id: bigint;
  readonly months: number;
  readonly days: number;
  readonly price: Money;
}

/** For how long a gift shall be. */
export default defineScreen<{ offers: readonly Offer[] }>({
  async load({ db, person, now }) {
    const [versions, discounts] = await Promise.all([
      db.plans.onOffer(),
      db.promoCodes.discounts(db.knex, person.id, now),
    ]);
    const offers = versions.flatMap(({ id, planId, months, days, price }) =>
      price ? [{ id, months, days, price: priceFor(price, planId, discounts).price }] : [],
    );
    return { offers };
  },

  render: ({ offers }, t) => ({
    text: t(offers.length > 0 ? 'present-text' : 'plans-none'),
    buttons: [
      ...offers.map(({ id, months, days, price }) => {
        const term = t.plain('term', { months, days });
        return [
          { text: t.plain('plans-offer', { term, price: t.money(price), saves: 0 }), data: open('wrap', id) },
        ];
      }),
      [{ text: t.plain('back'), data: open('gifts') }],
    ],
  }),
});

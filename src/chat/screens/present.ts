import { open } from '../../buttons.js';
import type { Money } from '../../domain/money.js';
import { defineScreen } from '../screen.js';
import { termTitle, type TitledTerm } from '../term-title.js';
import { priceFor } from '../ways-to-pay.js';

interface Offer extends TitledTerm {
  readonly id: bigint;
  readonly price: Money;
}

/** For how long a gift shall be. */
export default defineScreen<{ offers: readonly Offer[] }>({
  async load({ db, person, now }) {
    const [versions, discounts] = await Promise.all([
      db.plans.onOffer(),
      db.promoCodes.discounts(db.knex, person.id, now),
    ]);
    const several = new Set(versions.map(({ planId }) => planId)).size > 1;
    const offers = versions.flatMap((version): Offer[] => {
      const { id, planId, months, days, price } = version;
      const plan = several ? version : null;
      return price ? [{ id, months, days, plan, price: priceFor(price, planId, discounts).price }] : [];
    });
    return { offers };
  },

  render: ({ offers }, t) => ({
    text: t(offers.length > 0 ? 'present-text' : 'plans-none'),
    buttons: [
      ...offers.map((offer) => {
        const facts = { term: termTitle(offer, t), price: t.money(offer.price), saves: 0 };
        return [{ text: t.plain('plans-offer', facts), data: open('wrap', offer.id) }];
      }),
      [{ text: t.plain('back'), data: open('gifts') }],
    ],
  }),
});

import { open } from '../../buttons.js';
import type { PlanVersion } from '../../db/models/plan-version.js';
import { discountPercent } from '../../domain/pricing.js';
import { defineScreen } from '../screen.js';
import { limitsText } from '../limits-text.js';
import { priceFor } from '../ways-to-pay.js';
import type { Money } from '../../domain/money.js';

interface Offer extends Pick<PlanVersion, 'id' | 'months' | 'days' | 'trafficLimitBytes' | 'deviceLimit'> {
  /** Its list price. */
  readonly price: Money;
  /** With the discount of a promo code. */
  readonly now: Money;
}

/** What is for sale, with what a longer term saves. */
export default defineScreen<{ offers: readonly Offer[] }>({
  async load({ db, person, now }) {
    const [versions, discounts] = await Promise.all([
      db.plans.onOffer(),
      db.promoCodes.discounts(db.knex, person.id, now),
    ]);
    const offers = versions.flatMap(({ id, planId, months, days, price, trafficLimitBytes, deviceLimit }) => {
      if (!price) return [];
      const { price: reduced } = priceFor(price, planId, discounts);
      return [{ id, months, days, price, now: reduced, trafficLimitBytes, deviceLimit }];
    });
    return { offers };
  },

  render({ offers }, t) {
    const [first] = offers;
    const isReduced = offers.some(({ price, now }) => now.minor < price.minor);
    const notes = isReduced ? [t('plans-discount')] : [];
    const buttons = offers.map((offer) => {
      const saves = discountPercent(offer, first!);
      const text = t.plain('plans-offer', {
        term: t.plain('term', { months: offer.months, days: offer.days }),
        price: t.money(offer.now),
        saves,
      });
      return [{ text, data: open('methods', offer.id) }];
    });
    return {
      text: first ? [t('plans-text'), '', limitsText(first, t), ...notes].join('\n') : t('plans-none'),
      buttons: [...buttons, [{ text: t.plain('back'), data: open('home') }]],
    };
  },
});

import { open } from '../../buttons.js';
import type { PlanVersion } from '../../db/models/plan-version.js';
import { discountPercent } from '../../domain/pricing.js';
import { defineScreen } from '../screen.js';
import { limitsText } from '../limits-text.js';

type Offer = Pick<PlanVersion, 'id' | 'months' | 'days' | 'price' | 'trafficLimitBytes' | 'deviceLimit'>;

/** What is for sale, with what a longer term saves. */
export default defineScreen<{ offers: readonly Offer[] }>({
  load: async ({ db }) => ({ offers: await db.plans.onOffer() }),

  render({ offers }, t) {
    const [first] = offers;
    const buttons = offers.flatMap((offer) => {
      if (!offer.price) return [];
      const saves = discountPercent(offer, first!);
      const text = t.plain('plans-offer', {
        term: t.plain('term', { months: offer.months, days: offer.days }),
        price: t.money(offer.price),
        saves,
      });
      return [[{ text, data: open('methods', offer.id) }]];
    });
    return {
      text: first ? `${t('plans-text')}\n\n${limitsText(first, t)}` : t('plans-none'),
      buttons: [...buttons, [{ text: t.plain('back'), data: open('home') }]],
    };
  },
});

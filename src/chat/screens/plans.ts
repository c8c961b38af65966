import { open } from '../../buttons.js';
import type { NamedVersion, PlanNames } from '../../db/models/plan-version.js';
import { discountPercent, isMonth } from '../../domain/pricing.js';
import type { Money } from '../../domain/money.js';
import { defineScreen, toId, type Button } from '../screen.js';
import { limitsText } from '../limits-text.js';
import { planTitle } from '../plan-title.js';
import { choicesOf, targetOf } from '../target.js';
import type { Translator } from '../translate.js';
import { priceFor } from '../ways-to-pay.js';

interface Offer extends Pick<NamedVersion, 'id' | 'months' | 'days' | 'trafficLimitBytes' | 'deviceLimit'> {
  /** Its list price. */
  readonly price: Money;
  /** With the discount of a promo code. */
  readonly now: Money;
}

interface Plan extends PlanNames {
  readonly id: bigint;
  readonly offers: readonly Offer[];
}

interface State {
  /** The number of the subscription that it is for. */
  readonly number: number;
  /** All that are sold, or the one that was chosen of them. */
  readonly plans: readonly Plan[];
  readonly isChosen: boolean;
}

/** What is for sale, with what a longer term saves: first which plan, where there is more than one, then for how long. */
export default defineScreen<State>({
  instead: 'subscriptions:buy',

  async load({ db, person, shop, now }, number, chosen) {
    const target = targetOf(await choicesOf(db, person.id, shop), number);
    if (!target) return null;
    const [versions, discounts] = await Promise.all([
      db.plans.onOffer(),
      db.promoCodes.discounts(db.knex, person.id, now),
    ]);
    const ids = [...new Set(versions.map(({ planId }) => planId))];
    const plans = ids.map((planId): Plan => {
      const own = versions.filter((version) => version.planId === planId);
      const { slug, titleRu, titleEn } = own[0]!;
      const offers = own.flatMap(({ id, months, days, price, trafficLimitBytes, deviceLimit }) => {
        if (!price) return [];
        const { price: reduced } = priceFor(price, planId, discounts);
        return [{ id, months, days, price, now: reduced, trafficLimitBytes, deviceLimit }];
      });
      return { id: planId, slug, titleRu, titleEn, offers };
    });
    const one = plans.length > 1 ? plans.find(({ id }) => id === toId(chosen)) : undefined;
    return { number: target.number, plans: one ? [one] : plans, isChosen: one !== undefined };
  },

  render({ number, plans, isChosen }, t) {
    const [plan, another] = plans;
    const back = [{ text: t.plain('back'), data: isChosen ? open('plans', number) : open('home') }];
    if (!plan) return { text: t('plans-none'), buttons: [back] };
    const asGift = [{ text: t.plain('plans-gift'), data: open('present') }];
    const isReduced = plans.some(({ offers }) => offers.some(({ price, now }) => now.minor < price.minor));
    const notes = isReduced ? [t('plans-discount')] : [];
    if (another) {
      return {
        text: [t('plans-which'), ...plans.map((each) => about(each, t)), ...notes].join('\n\n'),
        buttons: [...plans.map((each) => [choose(each, number, t)]), asGift, back],
      };
    }
    const title = isChosen ? t('plans-text-of', { plan: planTitle(plan, t) }) : t('plans-text');
    return {
      text: [title, '', limitsText(plan.offers[0]!, t), ...notes].join('\n'),
      buttons: [...terms(plan, number, t), asGift, back],
    };
  },
});

const about = (plan: Plan, t: Translator): string =>
  `${t('plans-plan-title', { plan: planTitle(plan, t) })}\n${limitsText(plan.offers[0]!, t)}`;

function choose(plan: Plan, number: number, t: Translator): Button {
  const [first, ...others] = plan.offers.map(({ now }) => now);
  const alike = others.filter(({ currency }) => currency === first!.currency);
  const from = alike.reduce((least, each) => (each.minor < least.minor ? each : least), first!);
  const text = t.plain('plans-plan', { plan: planTitle(plan, t), price: t.money(from) });
  return { text, data: open('plans', number, plan.id) };
}

/** What it costs with their discount. */
const asNow = (offer: Offer): Offer => ({ ...offer, price: offer.now });

/** What a longer term saves is told against a month's price, where a month is sold. */
function terms({ offers }: Plan, number: number, t: Translator): Button[][] {
  const month = offers.find(isMonth);
  return offers.map((offer) => {
    const text = t.plain('plans-offer', {
      term: t.plain('term', { months: offer.months, days: offer.days }),
      price: t.money(offer.now),
      saves: month ? discountPercent(asNow(offer), asNow(month)) : 0,
    });
    return [{ text, data: open('methods', offer.id, number) }];
  });
}

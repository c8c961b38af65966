import { act, open } from '../../buttons.js';
import { amounts } from '../amounts.js';
import type { Money } from '../../domain/money.js';
import type { PlanNames } from '../../db/models/plan-version.js';
import { previewChange, type PlanChange } from '../../effects/preview-change.js';
import { planTitle } from '../plan-title.js';
import { choicesOf, targetOf } from '../target.js';
import { defineScreen, toId, type Shop } from '../screen.js';
import type { Plain, Translator } from '../translate.js';
import { priceFor, waysToPay, type Way } from '../ways-to-pay.js';

interface State {
  readonly versionId: bigint;
  /** Of the subscription that it is for. */
  readonly number: number;
  readonly months: number;
  readonly days: number;
  readonly price: Money;
  /** Without the discount of a promo code. */
  readonly list: Money;
  readonly ways: readonly Way[];
  /** Where others sell the same by themselves, at their own price. */
  readonly pages: ReturnType<Shop['pagesFor']>;
  /** What is on the balance. */
  readonly funds: readonly Money[];
  /** What becomes of the time that they have, where it is another plan's. */
  readonly change: (PlanChange & { readonly from: PlanNames; readonly to: PlanNames }) | null;
}

/** The ways to pay for one plan, in the registry's order, where they take as much. The balance is offered when it is enough. */
export default defineScreen<State>({
  instead: 'plans',

  async load({ db, person, shop, now }, version, number) {
    const id = toId(version);
    const offered = id === null ? undefined : await db.plans.offered(id);
    const target = targetOf(await choicesOf(db, person.id, shop), number);
    if (!offered?.price || !target) return null;
    const { months, days, planId } = offered;
    const discounts = await db.promoCodes.discounts(db.knex, person.id, now);
    const { price, list } = priceFor(offered.price, planId, discounts);
    const funds = await db.ledger.balances(person.id);
    const ways = waysToPay(shop, offered, discounts, funds);
    const pages = offered.slug === 'standard' && days === 0 ? shop.pagesFor(months) : [];
    const change =
      target.subscription && (await previewChange(db, db.knex, target.subscription, offered, now));
    return {
      versionId: offered.id,
      number: target.number,
      months,
      days,
      price,
      list,
      funds,
      ways,
      pages,
      change: change && { ...change, from: await db.plans.named(db.knex, change.fromVersionId), to: offered },
    };
  },

  render({ versionId, number, months, days, price, list, funds, ways, pages, change }, t) {
    const term = t.plain('term', { months, days });
    const notes = [
      ...(change ? [changeText(change, t)] : []),
      ...(list.minor > price.minor ? [t('methods-discount', { list: t.money(list) })] : []),
      ...(funds.length > 0 ? [t('methods-balance', { amount: amounts(funds, t) })] : []),
    ];
    return {
      text:
        ways.length + pages.length > 0
          ? [t('methods-text', { term, price: t.money(price) }), ...notes].join('\n')
          : t('methods-none', { term, price: t.money(price) }),
      buttons: [
        ...ways.map((way) => [
          {
            text: nameOf(way, price, t),
            data: act('pay', versionId, way.provider, number),
            once: true,
            style: 'primary' as const,
          },
        ]),
        ...pages.map(({ provider, url }) => [{ text: t.plain(`provider-${provider}`), url }]),
        [{ text: t.plain('back'), data: open('plans', number) }],
      ],
    };
  },
});

const changeText = ({ left, become, from, to }: NonNullable<State['change']>, t: Translator): string =>
  t('methods-change', { left, become, from: planTitle(from, t), to: planTitle(to, t) });

/** With its price, where that is in another currency than the one above the buttons. */
function nameOf({ provider, price }: Way, shown: Money, t: Translator): Plain {
  const name = t.plain(`provider-${provider}`);
  if (price.currency === shown.currency) return name;
  return t.plain('methods-way', { provider: name, price: t.money(price) });
}

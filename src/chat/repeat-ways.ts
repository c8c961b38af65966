import { open } from '../buttons.js';
import type { Db } from '../db/db.js';
import type { NamedVersion } from '../db/models/plan-version.js';
import type { Money } from '../domain/money.js';
import type { Term } from '../domain/term.js';
import type { Knex } from 'knex';
import { rhythmText, runName } from './mandate-view.js';
import { actAt } from './price-mark.js';
import type { Button, Shop } from './screen.js';
import type { Choice } from './split-buttons.js';
import type { Target } from './target.js';
import type { Translator } from './translate.js';

/** A provider that charges a plan's price again and again by itself. */
export interface RepeatWay {
  readonly provider: string;
  readonly price: Money;
  /** What each charge pays for. */
  readonly term: Term;
  /** Its payer has something to do there before they can agree. */
  readonly asksFirst: boolean;
}

type Sells = Pick<Shop, 'providers' | 'repeats' | 'asksFirst'>;

/**
 * Who can charge for this plan by itself, at its list price: discounts are for one purchase. Nobody where somebody does so
 * already: two of them would charge for the same time.
 */
export async function repeatWays(
  { db, knex, shop, now }: { db: Db; knex: Knex; shop: Sells; now: Date },
  plan: NamedVersion | null,
  { subscription }: Target,
): Promise<readonly RepeatWay[]> {
  if (!plan) return [];
  if (subscription && (await db.mandates.running(knex, subscription.id, now))) return [];
  return shop.providers.flatMap((provider) => {
    const suits = plan.prices.flatMap((price) => {
      const term = shop.repeats(provider, plan, price);
      return term ? [{ provider, price, term, asksFirst: shop.asksFirst(provider) }] : [];
    });
    return suits.slice(0, 1);
  });
}

/** The choice between paying once and being charged again and again, with what that means. */
export function repeatText(ways: readonly RepeatWay[], isDiscounted: boolean, t: Translator): string {
  const lines = ways.map(({ provider, price, term }) =>
    t('repeat-way', {
      provider: runName(provider, t),
      amount: t.money(price),
      rhythm: rhythmText(term, t),
    }),
  );
  const first = ways.flatMap(({ provider, asksFirst }) => (asksFirst ? [t(`repeat-first-${provider}`)] : []));
  return [...lines, ...first, ...(isDiscounted ? [t('repeat-no-discount')] : []), '', t('repeat-terms')].join(
    '\n',
  );
}

export const repeatButtons = (
  ways: readonly RepeatWay[],
  { code, number, changes }: Choice,
  t: Translator,
): Button[][] => [
  ...ways.map(({ provider, price }): Button[] => {
    const text = t.plain('methods-way', { provider: runName(provider, t), price: t.money(price) });
    const data = actAt({ sums: [price], changes }, 'r', 'pay', code, provider, number);
    return [{ text, data, once: true, style: 'primary' }];
  }),
  [{ text: t.plain('repeat-once'), data: open('methods', code, number) }],
];

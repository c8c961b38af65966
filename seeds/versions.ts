import type { Knex } from 'knex';
import type { PlanLimits } from '../src/domain/access.js';
import { money, type Currency, type Money } from '../src/domain/money.js';
import { ask } from '../src/db/ask.js';

/** Of a plan: what is sold of it for so many months, or given for so many days. */
export interface Version {
  readonly months: number;
  readonly days: number;
  readonly priceMinor: bigint | null;
  readonly currency: Currency | null;
  readonly also: readonly Money[];
  readonly limits: PlanLimits;
  readonly onSale: boolean;
}

/** "1 month", "the trial". */
export const periodName = ({ months }: Pick<Version, 'months'>): string =>
  months === 0 ? 'the trial' : `${months} ${months === 1 ? 'month' : 'months'}`;

export type Sold = Version & PlanLimits & { readonly panelId: bigint };

/** Of each of its periods the newest version. */
export async function newestOf(on: Knex, slug: string): Promise<Sold[]> {
  const rows = await ask<Omit<Sold, 'also'> & { readonly also: string[] }>(
    on,
    `select distinct on (months, days) v.*,
       array(select currency || ' ' || price_minor from plan_prices where plan_version_id = v.id) also
     from plan_versions v where plan_id = (select id from plans where slug = ?) order by months, days, v.id desc`,
    slug,
  );
  return rows.map(({ also, ...row }) => ({ ...row, also: also.map(asMoney) }));
}

function asMoney(text: string): Money {
  const [currency, minor] = text.split(' ');
  return money(BigInt(minor!), currency as Currency);
}

const inOrder = (prices: readonly Money[]): string =>
  prices
    .map(({ minor, currency }) => `${currency} ${minor}`)
    .toSorted()
    .join();

const sameVersion = (before: Version & PlanLimits, { limits, ...wanted }: Version): boolean =>
  before.onSale === wanted.onSale &&
  before.priceMinor === wanted.priceMinor &&
  inOrder(before.also) === inOrder(wanted.also) &&
  before.trafficLimitBytes === limits.trafficLimitBytes &&
  before.trafficStrategy === limits.trafficStrategy &&
  before.deviceLimit === limits.deviceLimit &&
  before.externalSquad === limits.externalSquad &&
  before.squads.join() === limits.squads.join();

/** Versions that are to be added to the newest ones: others, and those off sale that nobody wants any more. */
export function changesOf(
  newest: readonly Sold[],
  wanted: readonly Version[],
  panelId: bigint | undefined,
): Version[] {
  const isOf =
    ({ months, days }: Version) =>
    (other: Version): boolean =>
      months === other.months && days === other.days;
  const changed = wanted.filter((version) => {
    const before = newest.find(isOf(version));
    return !before || before.panelId !== panelId || !sameVersion(before, version);
  });
  const dropped = newest.filter((before) => before.onSale && !wanted.some(isOf(before)));
  return [...changed, ...dropped.map((before) => ({ ...before, limits: before, onSale: false }))];
}

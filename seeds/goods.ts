import type { Transaction } from 'objection';
import { money, type Currency, type Money } from '../src/domain/money.js';
import type { PlanLimits } from '../src/domain/access.js';
import { Never } from '../src/domain/errors.js';
import type { ExpiryRules } from '../src/domain/expiry.js';
import type { ReferralRules } from '../src/domain/referral.js';
import type { Db } from '../src/db/db.js';
import { ask } from '../src/db/ask.js';

/** What a shop sells, as its settings say. Prices are minor units of rubles; `also` in other currencies. */
export interface Goods {
  readonly panelKind: string;
  readonly plans: readonly {
    readonly months: number;
    readonly priceMinor: bigint;
    readonly also: readonly Money[];
  }[];
  readonly trial: { readonly days: number; readonly trafficLimitBytes: bigint } | null;
  readonly limits: PlanLimits;
  /** What inviting a friend gives; left as it is where nothing is said. */
  readonly referral?: ReferralRules;
  /** When people are told of an end. */
  readonly expiry?: ExpiryRules;
}

interface Version {
  readonly months: number;
  readonly days: number;
  readonly priceMinor: bigint | null;
  readonly currency: Currency | null;
  readonly also: readonly Money[];
  readonly limits: PlanLimits;
  readonly onSale: boolean;
}

/**
 * Reference data from the settings: the panel, the plans and their versions. Idempotent: a version is only added where
 * the newest one differs, and what is no longer in the settings is taken off sale by a newer version of it.
 *
 * @throws {Never} for a price of 0, which no payment could ever pay
 */
export async function seed(db: Db, goods: Goods): Promise<void> {
  const free = goods.plans.find(({ priceMinor }) => priceMinor <= 0n);
  if (free) throw new Never('seed.price', `the price of ${free.months} months must be more than 0`);
  await db.transaction(async (trx) => {
    await trx.raw("select pg_advisory_xact_lock(hashtext('seed'))");
    const panelId = await idOf(trx, 'panels', { kind: goods.panelKind }, { name: goods.panelKind });
    const standard = goods.plans.map(({ months, priceMinor, also }) => ({
      months,
      days: 0,
      priceMinor,
      currency: 'RUB' as const,
      also,
      limits: goods.limits,
      onSale: true,
    }));
    await versions(trx, panelId, await idOf(trx, 'plans', { slug: 'standard' }, { position: 1 }), standard);
    const { trial, limits } = goods;
    const trialLimits = trial && {
      ...limits,
      trafficLimitBytes: trial.trafficLimitBytes,
      trafficStrategy: 'NO_RESET' as const,
    };
    const days = trial?.days ?? 0;
    const trials = trialLimits
      ? [{ months: 0, days, priceMinor: null, currency: null, also: [], limits: trialLimits, onSale: true }]
      : [];
    await versions(trx, panelId, await idOf(trx, 'plans', { slug: 'trial' }, { position: 0 }), trials);
  });
  if (goods.referral) await db.settings.set('referral', goods.referral);
  if (goods.expiry) await db.settings.set('expiry', goods.expiry);
}

async function idOf(trx: Transaction, table: string, key: object, more: object): Promise<bigint> {
  await trx(table)
    .insert({ ...key, ...more })
    .onConflict(Object.keys(key))
    .ignore();
  const row = await trx(table).where(key).first<{ id: bigint }>('id');
  return row.id;
}

async function versions(
  trx: Transaction,
  panelId: bigint,
  planId: bigint,
  wanted: readonly Version[],
): Promise<void> {
  const newest = await newestOf(trx, planId);
  for (const version of wanted) {
    const before = newest.find(({ months, days }) => months === version.months && days === version.days);
    if (!before || before.panelId !== panelId || !sameVersion(before, version))
      await add(trx, panelId, planId, version);
  }
  for (const before of newest) {
    const kept = wanted.some(({ months, days }) => months === before.months && days === before.days);
    if (!kept && before.onSale) await add(trx, panelId, planId, { ...before, limits: before, onSale: false });
  }
}

type Sold = Version & PlanLimits & { readonly panelId: bigint };

async function newestOf(trx: Transaction, planId: bigint): Promise<Sold[]> {
  const rows = await ask<Omit<Sold, 'also'> & { readonly also: string[] }>(
    trx,
    `select distinct on (months, days) v.*,
       array(select currency || ' ' || price_minor from plan_prices where plan_version_id = v.id) also
     from plan_versions v where plan_id = ? order by months, days, v.id desc`,
    planId,
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

async function add(
  trx: Transaction,
  panelId: bigint,
  planId: bigint,
  { limits, also, ...version }: Version,
): Promise<void> {
  const { months, days, priceMinor, currency, onSale } = version;
  const { trafficLimitBytes, trafficStrategy, deviceLimit, squads, externalSquad } = limits;
  const [row] = await trx('plan_versions')
    .insert({
      planId,
      panelId,
      months,
      days,
      priceMinor,
      currency,
      onSale,
      trafficLimitBytes,
      trafficStrategy,
      deviceLimit,
      squads: JSON.stringify(squads),
      externalSquad,
    })
    .returning<{ id: bigint }[]>('id');
  for (const { minor, currency: other } of also) {
    await trx('plan_prices').insert({ planVersionId: row!.id, currency: other, priceMinor: minor });
  }
}

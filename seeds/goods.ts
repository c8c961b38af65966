import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from 'objection';
import type { Money } from '../src/domain/money.js';
import type { PlanLimits } from '../src/domain/access.js';
import { Never } from '../src/domain/errors.js';
import type { ExpiryRules } from '../src/domain/expiry.js';
import type { ReferralRules } from '../src/domain/referral.js';
import type { Db } from '../src/db/db.js';
import { changesOf, newestOf, periodName, type Version } from './versions.js';

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

interface Plan {
  readonly slug: string;
  readonly position: number;
  readonly wanted: readonly Version[];
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
    for (const { slug, position, wanted } of plansOf(goods)) {
      const planId = await idOf(trx, 'plans', { slug }, { position });
      for (const version of changesOf(await newestOf(trx, slug), wanted, panelId))
        await add(trx, panelId, planId, version);
    }
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

/** What is to be sold of each plan. */
function plansOf({ plans, trial, limits }: Goods): Plan[] {
  const standard = plans.map(({ months, priceMinor, also }) => ({
    months,
    days: 0,
    priceMinor,
    currency: 'RUB' as const,
    also,
    limits,
    onSale: true,
  }));
  const trialLimits = trial && {
    ...limits,
    trafficLimitBytes: trial.trafficLimitBytes,
    trafficStrategy: 'NO_RESET' as const,
  };
  const days = trial?.days ?? 0;
  const trials = trialLimits
    ? [{ months: 0, days, priceMinor: null, currency: null, also: [], limits: trialLimits, onSale: true }]
    : [];
  return [
    { slug: 'standard', position: 1, wanted: standard },
    { slug: 'trial', position: 0, wanted: trials },
  ];
}

/** What `seed` would make otherwise than it is now, in words. */
export async function unsown(db: Db, goods: Goods): Promise<string[]> {
  const { panelKind: kind, referral, expiry } = goods;
  const panel = await db.knex('panels').where({ kind }).first<{ id: bigint } | undefined>('id');
  const changes = await Promise.all(
    plansOf(goods).map(async ({ slug, wanted }) =>
      changesOf(await newestOf(db.knex, slug), wanted, panel?.id),
    ),
  );
  const differs = async (name: 'referral' | 'expiry', wanted: object | undefined): Promise<boolean> =>
    wanted !== undefined && !isDeepStrictEqual(await db.settings.get(name), wanted);
  return [
    ...changes.flat().map(periodName),
    ...((await differs('referral', referral)) ? ['what friends give'] : []),
    ...((await differs('expiry', expiry)) ? ['notices of the end'] : []),
  ];
}

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

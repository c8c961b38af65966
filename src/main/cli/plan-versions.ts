import type { Transaction } from 'objection';
import type { Db } from '../../db/db.js';
import type { PlanVersion } from '../../db/models/plan-version.js';
import type { PlanLimits } from '../../domain/access.js';
import { Never } from '../../domain/errors.js';
import type { Money } from '../../domain/money.js';
import { alone, priceToo } from './goods.js';

/** What a plan is sold as, for one term. */
export interface NewVersion extends Omit<PlanLimits, 'squads' | 'externalSquad'> {
  readonly slug: string;
  readonly titles: { readonly titleRu?: string; readonly titleEn?: string };
  readonly months: number;
  readonly days: number;
  /** Rubles. */
  readonly price: Money;
  readonly also: readonly Money[];
  readonly keepsTraffic: boolean;
  /** Those of the plan's newest version, or of the standard plan, where none are given. */
  readonly squads?: readonly string[] | undefined;
}

/** Puts a plan on sale for a term; answers its version. */
export const sellPlan = (
  db: Db,
  { slug, titles, price, also, squads, ...version }: NewVersion,
  actor: string,
): Promise<bigint> =>
  db.transaction(async (trx) => {
    await alone(trx);
    const [plan] = await trx('plans')
      .insert({ slug, position: 10, ...titles })
      .onConflict('slug')
      .merge({ slug, ...titles })
      .returning<{ id: bigint }[]>('id');
    const like = await alike(trx, plan!.id);
    const [made] = await trx('plan_versions')
      .insert({
        ...version,
        planId: plan!.id,
        panelId: like.panelId,
        priceMinor: price.minor,
        currency: price.currency,
        squads: JSON.stringify(squads ?? like.squads),
        externalSquad: like.externalSquad,
      })
      .returning<{ id: bigint }[]>('id');
    await priceToo(trx, 'plan', made!.id, also);
    await db.auditTrail.note(trx, { actor, action: 'plan.add', subject: `plan_version:${made!.id}` });
    return made!.id;
  });

/** A row of the same with some of it changed, in its place. Open orders keep what they were made for. */
export const replacePlan = (
  db: Db,
  version: bigint,
  change: { readonly onSale: false } | { readonly price: Money; readonly also: readonly Money[] },
  actor: string,
): Promise<bigint> =>
  db.transaction(async (trx) => {
    await alone(trx);
    const old = await soldPlan(db, trx, version);
    const retires = 'onSale' in change;
    const price = retires ? old.prices[0]! : change.price;
    const { planId, panelId, months, days, keepsTraffic, limits } = old;
    const [made] = await trx('plan_versions')
      .insert({
        ...limits,
        squads: JSON.stringify(limits.squads),
        planId,
        panelId,
        months,
        days,
        keepsTraffic,
        priceMinor: price.minor,
        currency: price.currency,
        onSale: !retires,
      })
      .returning<{ id: bigint }[]>('id');
    if (!retires) await priceToo(trx, 'plan', made!.id, change.also, old.prices);
    await db.auditTrail.note(trx, {
      actor,
      action: retires ? 'plan.retire' : 'plan.price',
      subject: `plan_version:${made!.id}`,
    });
    return made!.id;
  });

async function soldPlan(db: Db, trx: Transaction, version: bigint): Promise<PlanVersion> {
  const sold = await db.plans.offered(version, trx);
  if (!sold)
    throw new Never('plan.unknown', `version ${version} is not on sale: \`plan list\` shows what is`);
  if (isOfSettings(sold.slug)) throw new Never('plan.settings', `version ${version}: ${ofSettings}`);
  return sold;
}

export const isOfSettings = (slug: string): boolean => slug === 'standard' || slug === 'trial';
export const ofSettings =
  'standard and trial are of the settings: change their variables, like RUB_PRICE_1_MONTH, and run `npm run seed`';

/** The plan's newest version, or the standard plan's. */
async function alike(trx: Transaction, planId: bigint) {
  const newest = await trx('plan_versions')
    .join('plans', 'plans.id', 'plan_versions.plan_id')
    .where('plans.id', String(planId))
    .orWhere('slug', 'standard')
    .orderByRaw('plans.id = ? desc, plan_versions.id desc', [String(planId)])
    .first<{ panelId: bigint; squads: string[]; externalSquad: string | null } | undefined>(
      'panel_id',
      'squads',
      'external_squad',
    );
  if (newest) return newest;
  throw new Never(
    'plan.panel',
    'nothing is on sale yet: set a price, like RUB_PRICE_1_MONTH=199, and run `npm run seed`',
  );
}

import type { Knex } from 'knex';
import type { Db } from '../db/db.js';
import type { NamedVersion } from '../db/models/plan-version.js';
import type { AddonVersion } from '../db/models/addon-version.js';
import type { Money } from '../domain/money.js';
import type { Discount } from '../domain/promo.js';
import { givesAddon } from '../effects/gives-addon.js';
import { toId } from './screen.js';
import type { Target } from './target.js';

/** What can be bought and paid for: time of a plan, or something on top of it. */
export interface Ware {
  /** As buttons carry it: the id of a plan's version, or `a` and that of an add-on's. */
  readonly code: string;
  readonly plan: NamedVersion | null;
  readonly addon: AddonVersion | null;
  /** Its list prices, its own first. */
  readonly prices: readonly Money[];
}

/** What a button means, while it is on offer. */
export async function wareOf(db: Db, code = '', knex: Knex = db.knex): Promise<Ware | null> {
  const addonId = code.startsWith('a') ? toId(code.slice(1)) : null;
  if (addonId !== null) {
    const addon = await db.addons.offered(knex, addonId);
    return addon ? { code, plan: null, addon, prices: addon.prices } : null;
  }
  const id = toId(code);
  const plan = id === null ? undefined : await db.plans.offered(id, knex);
  return plan ? { code, plan, addon: null, prices: plan.prices } : null;
}

export const addonCode = ({ id }: Pick<AddonVersion, 'id'>): string => `a${id}`;

/** What an order of it is for, beside whom and which of their subscriptions. */
export const orderedAs = ({ plan, addon }: Ware) =>
  ({
    kind: addon ? 'addon' : 'buy',
    planVersionId: plan?.id ?? null,
    addonVersionId: addon?.id ?? null,
  }) as const;

/** Time can be bought for any; something on top only while a term runs whose plan has that limit, and stays. */
export async function isFor(
  db: Db,
  { addon }: Ware,
  { subscription }: Target,
  now: Date,
  knex: Knex = db.knex,
): Promise<boolean> {
  if (!addon) return true;
  return subscription !== null && givesAddon(db, knex, subscription, addon, now);
}

/** Discounts of promo codes are for plans. */
export const discountsFor = ({ addon }: Ware, discounts: readonly Discount[]): readonly Discount[] =>
  addon ? [] : discounts;

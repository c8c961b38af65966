import type { Knex } from 'knex';
import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { Given, NewGrant } from '../db/models/grant.js';
import type { PlanVersion } from '../db/models/plan-version.js';
import type { Subscription } from '../db/models/subscription.js';
import { conversion } from '../domain/conversion.js';
import { stopOtherPlans } from './charge-by-mandate.js';
import { refold } from './refold.js';

/** Which of a person's subscriptions. */
export interface Target {
  readonly userId: bigint;
  /** Null is their first, opened if need be. */
  readonly subscriptionId: bigint | null;
}

/**
 * Gives a person's subscription what `grant` says, and owes it to the panel. The one door: purchases, trials, promo
 * codes, referrals and admins all come through it. Safe to repeat: a source gives once; null when it had given.
 *
 * @throws {Error} for a subscription that is not this person's
 */
export async function appendGrant(
  db: Db,
  trx: Transaction,
  target: Target,
  grant: NewGrant,
  now: Date,
): Promise<{ subscriptionId: bigint } | null> {
  const subscription = await lock(db, trx, target);
  const { id: subscriptionId } = subscription;
  const { source, sourceId } = grant;
  // In a statement after the lock's: one that waited for it would see the grants as they were before.
  const grants = await db.grants.of(trx, subscriptionId);
  if (grants.some((each) => each.source === source && each.sourceId === sourceId)) return null;

  const planVersionId = grant.planVersionId ?? null;
  const days = await convertedDays(db, trx, subscription, grants, planVersionId, now);
  const rest = { source: 'conversion', sourceId: conversionOf(grant), days, planVersionId } as const;
  for (const each of days === 0 ? [grant] : [rest, grant]) {
    const given = await db.grants.append(trx, subscriptionId, each);
    if (!given && days !== 0) throw new Error(`${rest.sourceId} was converted, and does not give`);
    if (!given) return null; // a trial of another subscription
    grants.push(given);
  }
  await refold(db, trx, subscriptionId, grants, now);
  // Nobody has anything to stop before their first grant, nor with the same version.
  if (planVersionId !== null && subscription.lastGrantId > 0n && subscription.planVersionId !== planVersionId)
    await stopOtherPlans(db, trx, subscriptionId, planVersionId);
  return { subscriptionId };
}

function lock(db: Db, trx: Transaction, { userId, subscriptionId }: Target): Promise<Subscription> {
  if (subscriptionId === null) return db.subscriptions.lockFirst(trx, userId);
  return db.subscriptions.lockOwn(trx, subscriptionId, userId);
}

/** The conversion that came with a grant, and falls with it. */
export const conversionOf = ({ source, sourceId }: Pick<NewGrant, 'source' | 'sourceId'>): string =>
  `${source}:${sourceId}`;

/** Two plans never share a term: what is left of the old one becomes days of the new one. */
export async function convertedDays(
  db: Db,
  knex: Knex,
  { paidUntil, planVersionId }: Subscription,
  grants: readonly Given[],
  toVersionId: bigint | null,
  now: Date,
): Promise<number> {
  if (toVersionId === null || planVersionId === null || paidUntil === null || paidUntil <= now) return 0;
  const to = await db.plans.byId(knex, toVersionId);
  return conversion(grants, await versionsOf(db, knex, grants), to, now);
}

/** Those that these grants name. */
export async function versionsOf(db: Db, knex: Knex, grants: readonly Given[]): Promise<PlanVersion[]> {
  const given = new Set(grants.flatMap((each) => each.planVersionId ?? []));
  return db.plans.query(knex).whereIn('id', [...given].map(String));
}

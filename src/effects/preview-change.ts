import type { Knex } from 'knex';
import type { Db } from '../db/db.js';
import type { PlanVersion } from '../db/models/plan-version.js';
import type { Subscription } from '../db/models/subscription.js';
import { daysLeft } from '../domain/term.js';
import { convertedDays } from './append-grant.js';

/** What becomes of time that is left when another plan is bought. */
export interface PlanChange {
  readonly fromVersionId: bigint;
  /** Days of the old plan, a begun one counted. */
  readonly left: number;
  /** Days of the new one that they become, besides what is bought. */
  readonly become: number;
}

/** The plan of the time that is left, where another one is bought. */
export async function leftOfAnother(
  db: Db,
  knex: Knex,
  { paidUntil, planVersionId }: Subscription,
  to: PlanVersion,
  now: Date,
): Promise<PlanVersion | null> {
  if (daysLeft(paidUntil, now) === 0 || planVersionId === null) return null;
  const from = await db.plans.byId(knex, planVersionId);
  return from.planId === to.planId ? null : from;
}

/** Null where nothing is left, or the plan stays the same. What is shown before paying; nothing is promised by it. */
export async function previewChange(
  db: Db,
  knex: Knex,
  subscription: Subscription,
  to: PlanVersion,
  now: Date,
): Promise<PlanChange | null> {
  const from = await leftOfAnother(db, knex, subscription, to, now);
  if (!from) return null;
  const left = daysLeft(subscription.paidUntil, now);
  const grants = await db.grants.of(knex, subscription.id);
  const days = await convertedDays(db, knex, subscription, grants, to.id, now);
  return { fromVersionId: from.id, left, become: Math.max(0, left + days) };
}

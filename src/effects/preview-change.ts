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

/** Null where nothing is left, or the plan stays the same. What is shown before paying; nothing is promised by it. */
export async function previewChange(
  db: Db,
  knex: Knex,
  subscription: Subscription,
  to: PlanVersion,
  now: Date,
): Promise<PlanChange | null> {
  const { id, paidUntil, planVersionId } = subscription;
  const left = daysLeft(paidUntil, now);
  if (left === 0 || planVersionId === null) return null;
  const from = await db.plans.byId(knex, planVersionId);
  if (from.planId === to.planId) return null;
  const days = await convertedDays(db, knex, subscription, await db.grants.of(knex, id), to.id, now);
  return { fromVersionId: from.id, left, become: Math.max(0, left + days) };
}

import type { Knex } from 'knex';
import type { Db } from '../db/db.js';
import type { PlanVersion } from '../db/models/plan-version.js';
import type { Subscription } from '../db/models/subscription.js';

/**
 * Which of a person's subscriptions time of this plan goes to that they did not choose one for: one of the same plan, which
 * stays as it is, those that run first; else their first. Null where they have none.
 */
export async function receiving(
  db: Db,
  knex: Knex,
  userId: bigint,
  { planId }: Pick<PlanVersion, 'planId'>,
  now: Date,
): Promise<Subscription | null> {
  const owned = await db.subscriptions.ofPerson(knex, userId);
  if (owned.length < 2) return owned[0] ?? null;
  const ids = new Set(owned.flatMap(({ planVersionId }) => planVersionId ?? []));
  const versions = await db.plans
    .query(knex)
    .whereIn('id', [...ids].map(String))
    .where({ planId });
  const fitting = new Set(versions.map(({ id }) => id));
  const same = owned.filter(({ planVersionId }) => planVersionId !== null && fitting.has(planVersionId));
  return same.find((each) => each.isActive(now)) ?? same[0] ?? owned[0]!;
}

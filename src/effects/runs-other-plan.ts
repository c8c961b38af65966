import type { Knex } from 'knex';
import type { Db } from '../db/db.js';
import type { Subscription } from '../db/models/subscription.js';

/** Whether time of another plan is left that was bought: days of `planVersionId` would be made of it. */
export async function runsOtherPlan(
  db: Db,
  knex: Knex,
  { paidUntil, planVersionId: now }: Pick<Subscription, 'paidUntil' | 'planVersionId'>,
  planVersionId: bigint,
  at: Date,
): Promise<boolean> {
  if (paidUntil === null || paidUntil <= at || now === null) return false;
  const running = await db.plans.byId(knex, now);
  return running.price !== null && running.planId !== (await db.plans.byId(knex, planVersionId)).planId;
}

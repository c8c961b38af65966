import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { PlanVersion } from '../db/models/plan-version.js';

/** The trial on offer to this person: once, and only before anything else was given to them. */
export async function offeredTrial(
  db: Db,
  userId: bigint,
  trx?: Transaction,
): Promise<PlanVersion | undefined> {
  const given = await db.grants
    .query(trx)
    .joinRaw('join subscriptions s on s.id = grants.subscription_id')
    .where('s.userId', String(userId))
    .first();
  return given ? undefined : db.plans.trial(trx);
}

export const hasTrial = async (db: Db, userId: bigint): Promise<boolean> =>
  (await offeredTrial(db, userId)) !== undefined;

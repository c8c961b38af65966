import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { Given } from '../db/models/grant.js';
import { fold } from '../domain/grants.js';
import { bringing, countTraffic } from '../domain/traffic.js';
import { promises } from '../queue/promise.js';
import { jobsByName } from './jobs-by-name.js';

/**
 * Folds a locked subscription's grants, all of them and read under that lock, and owes the result to the panel, now and
 * when it next changes by itself.
 */
export async function refold(
  db: Db,
  trx: Transaction,
  subscriptionId: bigint,
  grants: readonly Given[],
  now: Date,
): Promise<void> {
  const lastGrantId = grants.at(-1)?.id ?? 0n;
  const versions = new Set(bringing(grants).flatMap(({ planVersionId }) => planVersionId ?? []));
  const counting = countTraffic(grants, await db.plans.allowances(trx, [...versions]));
  const folded = { owed: fold(grants), counting, lastGrantId };
  const dueAt = await db.subscriptions.owe(trx, subscriptionId, folded, now);
  const subject = subscriptionId;
  await promises(trx, [
    { job: jobsByName.provisionSubscription, subject, lane: 0 },
    ...(dueAt ? [{ job: jobsByName.refoldSubscription, subject, dueAt, lane: 2 } as const] : []),
  ]);
}

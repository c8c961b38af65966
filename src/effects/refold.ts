import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import { fold } from '../domain/grants.js';
import { promise } from '../queue/promise.js';

/** By name, because provisioning itself appends grants: when it adopts an older shop's account. */
const provisionSubscription = { name: 'subscription.provision' };
const refoldSubscription = { name: 'subscription.refold' };

/** Folds a locked subscription's grants again and owes the result to the panel, now and when it next changes by itself. */
export async function refold(db: Db, trx: Transaction, subscriptionId: bigint, now: Date): Promise<void> {
  const grants = await db.grants.of(trx, subscriptionId);
  const lastGrantId = grants.at(-1)?.id ?? 0n;
  const nextChangeAt = await db.subscriptions.owe(trx, subscriptionId, fold(grants), lastGrantId, now);
  await promise(trx, provisionSubscription, subscriptionId, {}, { lane: 0 });
  if (nextChangeAt)
    await promise(trx, refoldSubscription, subscriptionId, {}, { dueAt: nextChangeAt, lane: 2 });
}

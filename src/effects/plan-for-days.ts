import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';

/** Bonus days lengthen the plan that they meet: null. Who has none gets `planId`, or the first that is sold. */
export async function planForDays(
  db: Db,
  trx: Transaction,
  userId: bigint,
  planId: bigint | null = null,
): Promise<bigint | null> {
  // Locked, so that no purchase on its way brings a plan between this look and the grant.
  const subscription = await db.subscriptions.lockFirst(trx, userId);
  return subscription.planVersionId ? null : soldPlan(db, trx, planId);
}

/** The version of that plan that is sold; of the first plan where it is not, or none is named. */
export async function soldPlan(db: Db, trx: Transaction, planId: bigint | null): Promise<bigint> {
  const offers = await db.plans.onOffer(trx);
  const version = offers.find((each) => planId === null || each.planId === planId) ?? offers[0];
  if (!version) throw new Error('days are given, and no plan is sold that they could be of');
  return version.id;
}

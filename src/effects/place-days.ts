import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { Target } from './append-grant.js';

/** Where days go, and the plan that they bring along: null where they lengthen the one that they meet. */
export interface Place {
  readonly target: Target;
  readonly planVersionId: bigint | null;
}

/**
 * For days that nobody bought: the first of a person's subscriptions that runs, else their first. Whoever has no plan
 * there gets `planId`, or the first that is sold. The subscription is locked: no purchase on its way brings a plan, or ends the
 * term, between this look and the grant.
 */
export async function placeDays(
  db: Db,
  trx: Transaction,
  userId: bigint,
  now: Date,
  planId: bigint | null = null,
): Promise<Place> {
  const { id: subscriptionId, planVersionId } = await db.subscriptions.lockForDays(trx, userId, now);
  return {
    target: { userId, subscriptionId },
    planVersionId: planVersionId ? null : await soldPlan(db, trx, planId),
  };
}

/** The version of that plan that is sold; of the first plan where it is not, or none is named. */
async function soldPlan(db: Db, trx: Transaction, planId: bigint | null): Promise<bigint> {
  const offers = await db.plans.onOffer(trx);
  const version = offers.find((each) => planId === null || each.planId === planId) ?? offers[0];
  if (!version) throw new Error('days are given, and no plan is sold that they could be of');
  return version.id;
}

import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { NewGrant } from '../db/models/grant.js';
import type { Subscription } from '../db/models/subscription.js';
import { conversion } from '../domain/conversion.js';
import { refold } from './refold.js';

/**
 * Gives a person's subscription what `grant` says, and owes it to the panel. The one door: purchases, trials, promo
 * codes, referrals and admins all come through it. Safe to repeat: a source gives once; null when it had given.
 */
export async function appendGrant(
  db: Db,
  trx: Transaction,
  userId: bigint,
  grant: NewGrant,
  now: Date,
): Promise<{ subscriptionId: bigint } | null> {
  const subscription = await db.subscriptions.lockFirst(trx, userId);
  const { id: subscriptionId } = subscription;
  const { source, sourceId } = grant;
  if (await trx('grants').where({ subscriptionId, source, sourceId }).first()) return null;

  const days = await converted(db, trx, subscription, grant, now);
  if (days !== 0) {
    await db.grants.append(trx, subscriptionId, {
      source: 'conversion',
      sourceId: conversionOf(grant),
      days,
      planVersionId: grant.planVersionId ?? null,
    });
  }
  if (!(await db.grants.append(trx, subscriptionId, grant))) return null;
  await refold(db, trx, subscriptionId, now);
  return { subscriptionId };
}

/** The conversion that came with a grant, and falls with it. */
export const conversionOf = ({ source, sourceId }: Pick<NewGrant, 'source' | 'sourceId'>): string =>
  `${source}:${sourceId}`;

/** Two plans never share a term: what is left of the old one becomes days of the new one. */
async function converted(
  db: Db,
  trx: Transaction,
  { id, paidUntil, planVersionId }: Subscription,
  grant: NewGrant,
  now: Date,
): Promise<number> {
  if (!grant.planVersionId || planVersionId === null || paidUntil === null || paidUntil <= now) return 0;
  const to = await db.plans.query(trx).findById(grant.planVersionId).throwIfNotFound();
  const grants = await db.grants.of(trx, id);
  const given = new Set(grants.flatMap((each) => each.planVersionId ?? []));
  const versions = await db.plans.query(trx).whereIn('id', [...given].map(String));
  return conversion(grants, versions, to, now);
}

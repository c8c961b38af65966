import type { Db } from '../db/db.js';
import type { Subscription } from '../db/models/subscription.js';
import { isAwaited, isNews, type ExpiryMoment } from '../domain/expiry.js';

/**
 * Whether its person is to be told of a subscription's end: not where it renews itself, or its provider is waited for
 * that it does, for those have notices of their own; nor of an end that they were given just before.
 */
export async function isEndTold(
  db: Db,
  { id, renewAt, paidUntil: end }: Pick<Subscription, 'id' | 'renewAt' | 'paidUntil'>,
  moment: ExpiryMoment,
  now: Date,
): Promise<boolean> {
  if (end === null || renewAt !== null) return false;
  const { isAway, isRefunded, runUntil } = await db.renewals.standing(db.knex, id);
  if (isAway || isRefunded || (runUntil !== null && isAwaited(moment, runUntil, now))) return false;
  const givenAt = await db.grants.lastTimeAt(db.knex, id);
  return givenAt === null || !isNews(moment, end, givenAt);
}

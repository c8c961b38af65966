import type { Db } from '../db/db.js';
import type { Subscription } from '../db/models/subscription.js';
import { isAwaited, isNews, type ExpiryMoment } from '../domain/expiry.js';
import { givenUpAt } from '../domain/renewal.js';
import { outlookOf } from './renewal-outlook.js';

/**
 * Whether its person is to be told of a subscription's end: not where it renews itself, or its provider is waited for
 * that it does, for those have notices of their own; nor of an end that they were given just before, or just heard that
 * it will not be renewed at.
 */
export async function isEndTold(
  db: Db,
  { id, renewAt, paidUntil: end }: Pick<Subscription, 'id' | 'renewAt' | 'paidUntil'>,
  moment: ExpiryMoment,
  now: Date,
): Promise<boolean> {
  if (end === null) return false;
  if (renewAt !== null) {
    const heardAt = await stoppedTrying(db, id);
    if (heardAt === null || isNews(moment, end, heardAt)) return false;
  }
  const { isAway, isRefunded, runUntil } = await db.renewals.standing(db.knex, id);
  if (isAway || isRefunded || (runUntil !== null && isAwaited(moment, runUntil, now))) return false;
  const givenAt = await db.grants.lastTimeAt(db.knex, id);
  return givenAt === null || !isNews(moment, end, givenAt);
}

/** When nothing was left to try for this end, of what renews itself. */
async function stoppedTrying(db: Db, subscriptionId: bigint): Promise<Date | null> {
  const renewal = await db.renewals.of(db.knex, subscriptionId);
  return renewal?.active ? givenUpAt((await outlookOf(db, renewal)).renewing) : null;
}

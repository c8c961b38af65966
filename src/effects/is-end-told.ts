import type { Subscription } from '../db/models/subscription.js';
import { isAwaited, isNews, type ExpiryMoment } from '../domain/expiry.js';
import { isBarred, troubleOf } from '../domain/renewal-trouble.js';
import { givenUpAt, lookMs, lostAt, nextStep } from '../domain/renewal.js';
import { outlookOf, wordOf, type Around } from './renewal-outlook.js';

/**
 * Whether its person is to be told of a subscription's end: not where it may renew itself, or its provider is waited
 * for that it does, for those have notices of their own; nor of an end that they were given just before, or just heard
 * (or hear now) that it will not be renewed at.
 */
export async function isEndTold(
  around: Around,
  { id, renewAt, paidUntil: end }: Pick<Subscription, 'id' | 'renewAt' | 'paidUntil'>,
  moment: ExpiryMoment,
  now: Date,
): Promise<boolean> {
  const { db } = around;
  if (end === null) return false;
  if (renewAt !== null) {
    const heardAt = await heardOfIt(around, id, renewAt, now);
    if (heardAt === null || isNews(moment, end, heardAt)) return false;
  }
  const { isAway, isRefunded, runUntil } = await db.renewals.standing(db.knex, id);
  if (isAway || isRefunded || (runUntil !== null && isAwaited(moment, runUntil, now))) return false;
  const givenAt = await db.grants.lastTimeAt(db.knex, id);
  return givenAt === null || !isNews(moment, end, givenAt);
}

/**
 * When its person heard that what renews itself will not be renewed at this end; long ago where they have yet to; null
 * where it may be.
 */
async function heardOfIt(
  around: Around,
  subscriptionId: bigint,
  renewAt: Date,
  now: Date,
): Promise<Date | null> {
  const { db } = around;
  const renewal = await db.renewals.of(db.knex, subscriptionId);
  if (!renewal?.active) return null;
  const { renewing, underway } = await outlookOf(around, renewal);
  const why = troubleOf(renewing);
  if (underway || !isBarred(why)) return lostAt(renewing, now) ?? givenUpAt(renewing);
  const saidAt = await db.messages.toldAt(db.knex, renewal.userId, wordOf(renewal, renewing, why));
  if (saidAt) return saidAt;
  const isSaidNow = nextStep(renewing, now).do === 'ask' && renewAt.getTime() <= now.getTime() + lookMs;
  return isSaidNow ? now : (givenUpAt(renewing) ?? new Date(0));
}

import type { Subscription } from '../db/models/subscription.js';
import { accessAt, type Access } from '../domain/access.js';
import type { Viewer } from './screen.js';

/** What a subscription of this person allows now; null where it was never given a plan, or all was taken back. */
export async function accessOf(
  { db, person, now }: Pick<Viewer, 'db' | 'person' | 'now'>,
  { id: subscriptionId, number, planVersionId, owed }: Subscription,
): Promise<Access | null> {
  if (planVersionId === null) return null;
  const plan = await db.plans.byId(db.knex, planVersionId);
  return accessAt({ telegramId: person.telegramId, subscriptionId, number }, owed, plan.limits, now);
}

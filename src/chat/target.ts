import type { Knex } from 'knex';
import type { Db } from '../db/db.js';
import type { Subscription } from '../db/models/subscription.js';
import type { Shop } from './screen.js';

/** What somebody has, and the number that another subscription would bear; null where they may have no more. */
export interface Choices {
  readonly owned: readonly Subscription[];
  readonly next: number | null;
}

/** What something is bought for: one of a person's subscriptions, or a new one where it is not there yet. */
export interface Target {
  readonly number: number;
  readonly subscription: Subscription | null;
}

export async function choicesOf(
  db: Db,
  userId: bigint,
  { maxSubscriptions }: Pick<Shop, 'maxSubscriptions'>,
  knex: Knex = db.knex,
): Promise<Choices> {
  const owned = await db.subscriptions.ofPerson(knex, userId);
  const taken = new Set(owned.map(({ number }) => number));
  let next = 1;
  while (taken.has(next)) next += 1;
  return { owned, next: next <= maxSubscriptions ? next : null };
}

/**
 * Which one a button means by its number, or the only one there can be. Null where its person has to choose first, or it
 * means what they neither have nor may have.
 */
export function targetOf({ owned, next }: Choices, text: string | undefined): Target | null {
  if (text !== undefined) {
    const found = owned.find(({ number }) => String(number) === text);
    if (found) return one(found);
    return next !== null && String(next) === text ? { number: next, subscription: null } : null;
  }
  const [first, second] = owned;
  if (!first) return next === null ? null : { number: next, subscription: null };
  return second || next !== null ? null : one(first);
}

/** Its number, where its person has others beside it: what is bought says then which one it is for. */
export const numberShown = (
  { owned }: Pick<Choices, 'owned'>,
  { number, subscription }: Target,
): number | null => (owned.length > (subscription ? 1 : 0) ? number : null);

const one = (subscription: Subscription): Target => ({ number: subscription.number, subscription });

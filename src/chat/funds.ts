import type { Knex } from 'knex';
import type { Db } from '../db/db.js';
import type { Money } from '../domain/money.js';
import type { Target } from './target.js';
import { orderedAs, type Ware } from './ware.js';
import { together } from './ways-to-pay.js';

/** All that a person can pay with for this: what an open order of the same holds of their balance comes back with another choice. */
export async function fundsFor(
  db: Db,
  knex: Knex,
  userId: bigint,
  ware: Ware,
  { number, subscription }: Target,
): Promise<Money[]> {
  const balances = await db.ledger.balances(userId, knex);
  // Another subscription is there, and nobody's to see, from the first try to buy it.
  const known =
    subscription ??
    (number > 1 ? await db.subscriptions.one(knex, 'user_id = ? and number = ?', userId, number) : null);
  if (number > 1 && !known) return balances;
  const ordered = { userId, subscriptionId: known?.id ?? null, ...orderedAs(ware) };
  return together(balances, await db.orders.held(knex, ordered));
}

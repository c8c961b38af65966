import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { Subscription } from '../db/models/subscription.js';
import { toId } from './screen.js';

/** A subscription by the id that a button carried, if it is this person's: ownership is asked in the query. */
export async function ownSubscription(
  db: Db,
  userId: bigint,
  text: string | undefined,
  trx?: Transaction,
): Promise<Subscription | undefined> {
  const id = toId(text);
  return id === null ? undefined : db.subscriptions.one(trx ?? db.knex, 'id = ? and user_id = ?', id, userId);
}

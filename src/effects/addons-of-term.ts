import type { Db } from '../db/db.js';
import type { Payment } from '../db/models/payment.js';
import { fallingWith } from '../domain/grants.js';

/** The payments of what was bought on top, and ends with the term that this payment bought once all of it goes back. */
export async function addonsOfTerm(db: Db, { id, orderId }: Payment, now: Date): Promise<bigint[]> {
  const { knex } = db;
  const order = await db.orders.byId(knex, orderId);
  const term = await db.grants.query(knex).findOne({ source: 'order', sourceId: String(orderId) });
  if (!term || order.paidBy !== id) return [];
  const falling = fallingWith(await db.grants.of(knex, term.subscriptionId), term.id, now);
  const bought = falling.filter(({ source }) => source === 'order').map(({ sourceId }) => sourceId);
  const orders = await db.orders.query(knex).findByIds(bought).orderBy('id');
  return orders.flatMap(({ paidBy }) => (paidBy === null ? [] : [paidBy]));
}

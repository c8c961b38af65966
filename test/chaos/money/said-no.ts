import type { Db } from '../../../src/db/db.js';
import type { Found } from '../invariants.js';
import type { MoneyMarket } from './market.js';

/** A charge whose turn began before they said no may arrive for so long. */
const underWayMs = 60_000;

const begun = `select p.id::text, p.external_id "externalId", p.created_at "at" from payments p
  join orders o on o.id = p.order_id where o.term_number is not null and o.subscription_id = ?`;

/** Whoever said no, and was heard before `at`, is not charged after that: neither here nor there. */
export async function saidNoRules(db: Db, market: MoneyMarket): Promise<Record<string, Found>> {
  const charged: string[] = [];
  const there = new Map(market.charges().map(({ externalId, atMs }) => [externalId, atMs]));
  for (const { subscriptionId, at } of market.refusals) {
    const { rows } = await db.knex.raw<{ rows: { id: string; externalId: string | null; at: Date }[] }>(
      begun,
      [String(subscriptionId)],
    );
    for (const row of rows) {
      const arrivedMs = there.get(row.externalId ?? '') ?? 0;
      if (row.at.getTime() > at || arrivedMs > at + underWayMs)
        charged.push(`subscription ${subscriptionId}, payment ${row.id}`);
    }
  }
  return { 'nobody is charged who said no': charged };
}

import type { Knex } from 'knex';
import type { Db } from '../db/db.js';
import { fold } from '../domain/grants.js';
import { conversionOf } from './append-grant.js';

/**
 * Whether a subscription's term runs, and will run when the money that is on its way back has arrived: what is bought on
 * top of it now falls with it. A refund that comes to nothing makes no difference to who asked meanwhile.
 */
export async function termStands(db: Db, knex: Knex, subscriptionId: bigint, now: Date): Promise<boolean> {
  const leaving = await db.grants.leaving(knex, subscriptionId);
  const grants = await db.grants.of(knex, subscriptionId);
  const sources = new Set(grants.filter(({ id }) => leaving.has(id)).map(conversionOf));
  const left = grants.filter(
    ({ id, source, sourceId }) => !leaving.has(id) && !(source === 'conversion' && sources.has(sourceId)),
  );
  const { end } = fold(left);
  return end !== null && end > now;
}

import type { Knex } from 'knex';
import type { Db } from '../db/db.js';
import type { Subscription } from '../db/models/subscription.js';
import { isOfUse, type Addon } from '../domain/addon.js';
import { fold, type Entitlement } from '../domain/grants.js';
import { conversionOf } from './append-grant.js';

/**
 * Whether something on top of a term gives its person anything: while that term runs, and its plan has such a limit. Both
 * now, and once the money that is on its way back has arrived: what is bought on top of it falls with it, and the plan
 * that it had changed comes back.
 */
export async function givesAddon(
  db: Db,
  knex: Knex,
  { id, paidUntil: end, planVersionId }: Pick<Subscription, 'id' | 'paidUntil' | 'planVersionId'>,
  addon: Addon,
  now: Date,
): Promise<boolean> {
  for (const owed of [{ end, planVersionId }, await remaining(db, knex, id)]) {
    if (owed.end === null || owed.end <= now || owed.planVersionId === null) return false;
    const { limits } = await db.plans.byId(knex, owed.planVersionId);
    if (!isOfUse(addon, limits)) return false;
  }
  return true;
}

/** Without what is being refunded. A refund that comes to nothing makes no difference to who asked meanwhile. */
async function remaining(db: Db, knex: Knex, subscriptionId: bigint): Promise<Entitlement> {
  const leaving = await db.grants.leaving(knex, subscriptionId);
  const grants = await db.grants.of(knex, subscriptionId);
  const sources = new Set(grants.filter(({ id }) => leaving.has(id)).map(conversionOf));
  return fold(
    grants.filter(
      ({ id, source, sourceId }) => !leaving.has(id) && !(source === 'conversion' && sources.has(sourceId)),
    ),
  );
}

import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { NewGrant } from '../db/models/grant.js';
import type { Money } from '../domain/money.js';
import { reconversion } from '../domain/conversion.js';
import { givenDays } from '../domain/grants.js';
import { withdrawnDays } from '../domain/withdrawal.js';
import { conversionOf, versionsOf } from './append-grant.js';
import { refold } from './refold.js';

/**
 * Takes back what a grant gave: all of it with the conversion that came with it, or, of the days
 * by which it moved the end, those in proportion to what was refunded so far; and what later purchases of another plan made of it. Computed once and stored. Safe to repeat: a source
 * takes once.
 */
export async function withdrawGrant(
  db: Db,
  trx: Transaction,
  which: Pick<NewGrant, 'source' | 'sourceId'>,
  share: { readonly price: Money; readonly soFar: Money } | null,
  sourceId: string,
  now: Date,
): Promise<void> {
  const found = await db.grants.query(trx).findOne(which);
  if (!found) return;
  const { subscriptionId } = found;
  await db.subscriptions.lock(trx, subscriptionId);
  const all = await db.grants.of(trx, subscriptionId);
  const grant = all.find(({ id }) => id === found.id);
  if (!grant || grant.withdrawn === 'all') return;

  if (share) {
    const taken = withdrawnDays(givenDays(all, grant), share.price, share.soFar, grant.withdrawn);
    if (taken > 0) await db.grants.withdraw(trx, grant.id, taken, sourceId);
  } else {
    const conversion = await db.grants
      .query(trx)
      .findOne({ subscriptionId, source: 'conversion', sourceId: conversionOf(which) });
    if (conversion) await db.grants.withdraw(trx, conversion.id, null, sourceId);
    await db.grants.withdraw(trx, grant.id, null, sourceId);
  }
  const left = await db.grants.of(trx, subscriptionId);
  const days = reconversion(left, await versionsOf(db, trx, left), now);
  const rest = { source: 'conversion', sourceId: `withdrawal:${grant.id}:${sourceId}`, days } as const;
  const given = days === 0 ? null : await db.grants.append(trx, subscriptionId, rest);
  await refold(db, trx, subscriptionId, given ? [...left, given] : left, now);
}

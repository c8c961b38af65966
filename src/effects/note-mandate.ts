import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import { dueStep, type MandateState } from '../domain/mandate.js';
import { promise } from '../queue/promise.js';
import { tell } from './tell.js';

interface Which {
  readonly provider: string;
  /** What it began with, as the provider echoes it. */
  readonly paymentId: bigint;
  readonly payerId: bigint;
}

/**
 * What a provider says of something that it charges by itself: its person is told, and what nobody wants any more is
 * stopped again. Says nothing of money: what was paid stays paid. Of an unknown one, nothing follows.
 */
export async function noteMandate(
  db: Db,
  trx: Transaction,
  which: Which,
  state: MandateState,
  source: string,
): Promise<void> {
  const mandate = await db.mandates.tell(trx, which, state);
  if (!mandate) return;
  const { id, userId, subscriptionId, wanted } = mandate;
  if (dueStep(mandate)) await promise(trx, { name: 'mandate.steer' }, id);
  if (subscriptionId === null || !wanted) return;
  // Another may renew it when this one does not.
  await promise(trx, { name: 'renewal.review' }, subscriptionId);
  const screen = `renewal:${subscriptionId}`;
  await tell(db, trx, { userId, reason: `mandate:${id}:${source}`, screen, replaces: screen });
}

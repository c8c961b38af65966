import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { Beginning, Mandate } from '../db/models/mandate.js';
import { dueStep, type MandateState } from '../domain/mandate.js';
import { promise } from '../queue/promise.js';
import { tell } from './tell.js';

interface Told {
  readonly state: MandateState;
  /** When we heard it. */
  readonly at: Date;
  /** Where, for the message's key. */
  readonly source: string;
}

/**
 * What a provider says of something that it charges by itself: its person is told, and what nobody wants any more is
 * stopped again. Says nothing of money: what was paid stays paid. Safe to repeat and in any order: what was heard last
 * stays. False when it is of an unknown one.
 */
export async function noteMandate(db: Db, trx: Transaction, which: Beginning, told: Told): Promise<boolean> {
  const begun = await db.mandates.begunBy(trx, which);
  for (const mandate of begun) await note(db, trx, mandate, told);
  return begun.length > 0;
}

async function note(db: Db, trx: Transaction, mandate: Mandate, { state: said, at, source }: Told) {
  const { id, userId, subscriptionId, wanted, state: before, toldAt } = mandate;
  if (toldAt !== null && toldAt > at) return;
  // What we stopped only goes on.
  const state = before === 'stopped' && said !== 'on' ? before : said;
  await db.mandates.tell(trx, id, state, at);
  if (state === before) return;
  if (dueStep({ wanted, state })) await promise(trx, { name: 'mandate.steer' }, id);
  if (subscriptionId === null || !wanted) return;
  // Another may renew it when this one does not.
  await promise(trx, { name: 'renewal.review' }, subscriptionId);
  const screen = `renewal:${subscriptionId}`;
  await tell(db, trx, { userId, reason: `mandate:${id}:${source}`, screen, replaces: screen });
}

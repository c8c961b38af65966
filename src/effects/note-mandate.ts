import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { Beginning, Mandate } from '../db/models/mandate.js';
import { dueStep, type MandateState, type Repeat } from '../domain/mandate.js';
import { promise } from '../queue/promise.js';
import { stopMandate } from './charge-by-mandate.js';
import { jobsByName } from './jobs-by-name.js';
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

interface ToldCharge {
  readonly repeat?: Pick<Repeat, 'mandateId' | 'state'>;
}

/** The same, as the sighting of a charge shows it, where its provider says so with each. What is over there is over here. */
export async function noteRepeat(
  db: Db,
  trx: Transaction,
  provider: string,
  { repeat }: ToldCharge,
  told: Omit<Told, 'state'>,
): Promise<void> {
  if (repeat?.state === undefined || repeat.mandateId === null) return;
  const named = 'provider = ? and external_id = ? for update';
  const mandate = await db.mandates.one(trx, named, provider, repeat.mandateId);
  if (mandate && mandate.state !== repeat.state)
    await note(db, trx, mandate, { ...told, state: repeat.state });
}

/** Of a whole page of them, of which only those are looked at that changed. */
export async function noteRepeats(
  db: Db,
  provider: string,
  page: readonly ToldCharge[],
  told: Omit<Told, 'state'>,
): Promise<void> {
  const said = page.flatMap(({ repeat }) => (repeat?.state && repeat.mandateId !== null ? [repeat] : []));
  if (said.length === 0) return;
  const names = said.map(({ mandateId }) => mandateId!);
  const known = await db.mandates.query().where({ provider }).whereIn('externalId', names);
  const states = new Map(known.map(({ externalId, state }) => [externalId, state]));
  for (const repeat of said) {
    if ((states.get(repeat.mandateId!) ?? repeat.state) !== repeat.state)
      await db.transaction((trx) => noteRepeat(db, trx, provider, { repeat }, told));
  }
}

/** The same of one that its provider was asked for. */
export async function noteStanding(db: Db, trx: Transaction, id: bigint, told: Told): Promise<void> {
  await note(db, trx, await db.mandates.lock(trx, id), told);
}

async function note(db: Db, trx: Transaction, mandate: Mandate, { state: said, at, source }: Told) {
  const { id, userId, subscriptionId, provider, wanted, state: before, toldAt, paidUntil } = mandate;
  if (toldAt !== null && toldAt > at) return;
  // Nobody can take it up again, so nobody may wait for it.
  if (said === 'stopped') await stopMandate(db, trx, id, `provider:${provider}`, 'it was ended there');
  // What we stopped only goes on.
  const state = before === 'stopped' && said !== 'on' ? before : said;
  await db.mandates.tell(trx, id, state, at);
  if (state === before) return;
  if (dueStep({ wanted: wanted && said !== 'stopped', state }))
    await promise(trx, jobsByName.steerMandate, id);
  if (subscriptionId === null || !wanted) return;
  // Another may renew it when this one does not.
  await promise(trx, jobsByName.reviewRenewal, subscriptionId);
  const screen = `renewal:${subscriptionId}`;
  const reason = `mandate:${id}:${source}:${state}:${paidUntil.getTime()}`; // a list is a source for ever
  await tell(db, trx, { userId, reason, screen, replaces: screen });
}

import type { Knex } from 'knex';
import type { Transaction } from 'objection';
import { ask } from './ask.js';

/** Those that nobody else looks at; whoever dies over them is followed within the hour. */
const claim = `
  update subscriptions set renew_at = statement_timestamp() + interval '1 hour' where id = any(array(
    select id from subscriptions where renew_at <= statement_timestamp() order by renew_at, id limit ?
    for update skip locked))
  returning id`;

/** Subscriptions whose renewal is due to be looked at, as many as `limit`: ours to look at. */
export async function claimRenewals(trx: Transaction, limit: number): Promise<bigint[]> {
  return (await ask<{ id: bigint }>(trx, claim, limit)).map(({ id }) => id);
}

const page = `
  select id, paid_until "end" from subscriptions where (paid_until, id) > (?::timestamptz, ?) and paid_until <= ?
  order by paid_until, id limit ?`;

interface Ending {
  readonly id: bigint;
  readonly end: Date;
}

/** What ends after `after` and until then, in the order of the ends. */
export const ending = (knex: Knex, after: Ending, until: Date, limit: number): Promise<Ending[]> =>
  ask<Ending>(knex, page, after.end, after.id, until, limit);

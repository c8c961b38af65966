import type { Knex } from 'knex';
import { ask } from './ask.js';

const sql = `
  insert into numbers as n (name, last) values (?, floor(extract(epoch from clock_timestamp()) * 1000))
  on conflict (name) do update set last = greatest(n.last + 1, excluded.last) returning last`;

/** Numbers that only grow, for whoever must send a larger one than ever before: the time in ms, or one more than the last. */
export const createNext =
  (knex: Knex) =>
  async (name: string): Promise<bigint> =>
    (await ask<{ last: bigint }>(knex, sql, name))[0]!.last;

import type { Knex } from 'knex';
import type { Currency } from '../domain/money.js';
import { ask } from './ask.js';

/** What came to a person's balance, or went from it. */
export interface Moved {
  /** Of the entry. */
  readonly id: bigint;
  /** Less than 0 where it went. */
  readonly minor: bigint;
  readonly currency: Currency;
  /** Of the transaction: it says why. */
  readonly key: string;
  readonly at: Date;
}

/** So many of each of their accounts are enough: as many in all are shown. */
const page = `
  select e.id, e.minor, e.currency, t.key, t.created_at at
  from ledger_accounts a
  cross join lateral (
    select id, transaction_id, amount_minor minor, currency from ledger_entries
    where account_id = a.id and id < ? order by id desc limit ?) e
  join ledger_transactions t on t.id = e.transaction_id
  where a.name = ? order by e.id desc limit ?`;

/** Newest first, from before the entry `before`. */
export const movementsOf = (knex: Knex, userId: bigint, before: bigint, most: number): Promise<Moved[]> =>
  ask<Moved>(knex, page, before, most, `user:${userId}`, most);

import type { Knex } from 'knex';
import type { Transaction } from 'objection';
import { money, type Currency, type Money } from '../domain/money.js';
import { ask } from './ask.js';
import { createAudit } from './ledger-audit.js';
import { movementsOf, type Moved } from './movements.js';

/** `user:<id>` and `held:<order>` keep a balance that cannot go below zero; the others are sums. */
export type AccountName =
  | `user:${bigint}`
  | `held:${bigint}`
  | `provider:${string}`
  | `fees:${string}`
  | 'sales'
  | 'promo'
  | 'referral'
  | 'adjust'
  | 'bank';

export interface Transfer {
  /** What makes it happen once. */
  readonly key: string;
  readonly from: AccountName;
  readonly to: AccountName;
  readonly amount: Money;
}

const keepsBalance = (name: AccountName): boolean => /^(user|held):/.test(name);

const kept = "name like 'user:%' or name like 'held:%'";

const lock = 'select from ledger_accounts where name = any(?) and currency = ? order by name for update';

const lying = 'select balance_minor from ledger_accounts where name = ? and currency = ?';

async function lyingOn(knex: Knex, sql: string, name: AccountName, currency: Currency): Promise<bigint> {
  const [row] = await ask<{ balanceMinor: bigint | null }>(knex, sql, name, currency);
  return row?.balanceMinor ?? 0n;
}

const funds = `select substr(name, 6)::bigint user_id, balance_minor minor, currency from ledger_accounts
  where name = any(?) and balance_minor > 0 order by currency`;

/** An amount of somebody's. */
export interface Owned {
  readonly userId: bigint;
  readonly minor: bigint;
  readonly currency: Currency;
}

/** All that these people have with us, a row for each currency of which one has anything. */
export const fundsOf = (knex: Knex, userIds: readonly bigint[]): Promise<Owned[]> =>
  ask<Owned>(
    knex,
    funds,
    userIds.map((id) => `user:${id}`),
  );

/** The accounts that are not there yet. */
const open = `
  insert into ledger_accounts (name, currency, balance_minor)
  select name, currency, case when ${kept} then 0 end from unnest(?::text[]) name, (select ?::text currency) c order by name
  on conflict do nothing`;

/** The key, both sides and the balances that are kept: all of it, or nothing where an account is missing. */
const sql = `
  with sides as (
    select a.id, s.minor from unnest(?::text[], ?::bigint[]) s(name, minor)
    join ledger_accounts a on a.name = s.name and a.currency = ?),
  moved as (
    insert into ledger_transactions (key) select ? where (select count(*) from sides) = 2
    on conflict (key) do nothing returning id),
  entries as (
    insert into ledger_entries (transaction_id, account_id, currency, amount_minor)
    select moved.id, sides.id, ?, sides.minor from moved, sides),
  balances as (
    update ledger_accounts a set balance_minor = a.balance_minor + side.minor from moved,
      (select id, sum(minor) minor from sides group by id) side
    where a.id = side.id and a.balance_minor is not null)
  select (select count(*) from sides)::int sides, exists (select from moved) moved`;

interface Booked {
  readonly sides: number;
  readonly moved: boolean;
}

/** The double-entry ledger. Append-only; a correction is another transfer. */
export function createLedger(knex: Knex) {
  return {
    /**
     * Moves an amount, once per key. False: it was moved before. The checks of the table refuse a kept balance
     * below zero (23514), which ends the transaction.
     */
    async transfer(trx: Transaction, { key, from, to, amount }: Transfer): Promise<boolean> {
      const { minor, currency } = amount;
      // Those that lock do so in one order, whichever way the money goes.
      if (keepsBalance(from) && keepsBalance(to)) await ask(trx, lock, [from, to], currency);
      const book = async () =>
        (await ask<Booked>(trx, sql, [from, to], [-minor, minor], currency, key, currency))[0]!;
      const booked = await book();
      if (booked.sides === 2) return booked.moved;
      await ask(trx, open, [from, to], currency);
      const again = await book();
      if (again.sides !== 2) throw new Error(`the accounts ${from} and ${to} cannot be seen`);
      return again.moved;
    },

    /** What lies on an account that keeps its balance, in minor units; 0 where it never had any. */
    balance: (name: AccountName, currency: Currency): Promise<bigint> => lyingOn(knex, lying, name, currency),

    /** The same, locked: nobody else moves it until `trx` ends. An account that never had any cannot be. */
    lockBalance: (trx: Transaction, name: AccountName, currency: Currency): Promise<bigint> =>
      lyingOn(trx, `${lying} for update`, name, currency),

    /** All that a person has with us, a row for each currency in which they have anything. */
    async balances(userId: bigint, within?: Knex): Promise<Money[]> {
      const rows = await fundsOf(within ?? knex, [userId]);
      return rows.map(({ minor, currency }) => money(minor, currency));
    },

    /** What came to a person's balance and went from it, newest first. */
    movements: (userId: bigint, before: bigint, most: number): Promise<Moved[]> =>
      movementsOf(knex, userId, before, most),

    ...createAudit(knex),
  };
}

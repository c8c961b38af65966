import type { Knex } from 'knex';
import { money, type Currency, type Money } from '../domain/money.js';
import { ask } from './ask.js';

/** What operators are shown of a person. */
export interface PersonCard {
  readonly id: bigint;
  readonly telegramId: bigint | null;
  readonly firstName: string | null;
  readonly username: string | null;
  readonly createdAt: Date;
  readonly bannedAt: Date | null;
  readonly blockedAt: Date | null;
  /** The latest end of their subscriptions. */
  readonly paidUntil: Date | null;
  readonly funds: readonly Money[];
  /** What came from them and was not given back, each currency by itself. */
  readonly paid: readonly Money[];
}

const facts = `u.id, u.telegram_id, u.first_name, u.username, u.created_at, u.banned_at, u.blocked_at,
  (select max(s.paid_until) from subscriptions s where s.user_id = u.id) paid_until`;
const byId = `select ${facts} from users u where u.telegram_id = ?`;
/** Apart from the order: else a planner that expects many of one name walks all people by their ids. */
const byName = `with named as materialized (select id from users where lower(username) = lower(?) limit 5)
  select ${facts} from users u where u.id in (select id from named) order by u.id`;

const paidBy = `
  select p.currency, sum(p.amount_minor)::bigint minor from orders o join payments p on p.order_id = o.id
  where o.user_id = ? and p.state in ('succeeded', 'refunded_in_part') group by p.currency order by p.currency`;

const fundsOf = `select balance_minor minor, currency from ledger_accounts
  where name = ? and balance_minor > 0 order by currency`;

type Row = Omit<PersonCard, 'funds' | 'paid'>;
type Sum = { readonly minor: bigint; readonly currency: Currency };

/** By Telegram id, or by a username with its @. */
export async function personCards(knex: Knex, asked: string): Promise<PersonCard[]> {
  const found = asked.startsWith('@')
    ? await ask<Row>(knex, byName, asked.slice(1))
    : await ask<Row>(knex, byId, BigInt(asked));
  return Promise.all(
    found.map(async (row) => ({
      ...row,
      funds: sums(await ask<Sum>(knex, fundsOf, `user:${row.id}`)),
      paid: sums(await ask<Sum>(knex, paidBy, row.id)),
    })),
  );
}

const sums = (all: readonly Sum[]): Money[] => all.map(({ minor, currency }) => money(minor, currency));

import type { Knex } from 'knex';
import { money, type Money } from '../domain/money.js';
import { ask } from './ask.js';
import { came, leftOfCame } from './came.js';
import { fundsOf, type Owned } from './ledger.js';

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
  /** What came from them, not from their balance, and did not go back, each currency by itself. */
  readonly paid: readonly Money[];
}

const facts = `u.id, u.telegram_id, u.first_name, u.username, u.created_at, u.banned_at, u.blocked_at,
  (select max(s.paid_until) from subscriptions s where s.user_id = u.id) paid_until`;
const byId = `select ${facts} from users u where u.telegram_id = ?`;
/** Apart from the order: else a planner that expects many of one name walks all people by their ids. */
const byName = `with named as materialized (select id from users where lower(username) = lower(?) limit 5)
  select ${facts} from users u where u.id in (select id from named) order by u.id`;

const paidBy = `
  select o.user_id, p.currency, ${leftOfCame} minor from orders o join payments p on p.order_id = o.id and ${came}
  where o.user_id = any(?)
  group by o.user_id, p.currency order by p.currency`;

type Row = Omit<PersonCard, 'funds' | 'paid'>;

/** By Telegram id, or by a username with its @. */
export async function personCards(knex: Knex, asked: string): Promise<PersonCard[]> {
  const found = asked.startsWith('@')
    ? await ask<Row>(knex, byName, asked.slice(1))
    : await ask<Row>(knex, byId, BigInt(asked));
  const ids = found.map(({ id }) => id);
  if (ids.length === 0) return [];
  const [funds, paid] = [await fundsOf(knex, ids), await ask<Owned>(knex, paidBy, ids)];
  return found.map((row) => ({ ...row, funds: sums(funds, row), paid: sums(paid, row) }));
}

const sums = (all: readonly Owned[], { id }: Row): Money[] =>
  all.filter(({ userId }) => userId === id).map(({ minor, currency }) => money(minor, currency));

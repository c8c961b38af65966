import type { Knex } from 'knex';
import { ask } from './ask.js';

/** A day of the shop's time zone: "2026-11-26", with the moments between which it lies. */
export interface Day {
  readonly day: string;
  readonly since: Date;
  readonly until: Date;
}

export type FigureName = 'came' | 'back' | 'payments' | 'people';

/** What was counted, over today, the last 7 and 30 days, and since ever. Money is in minor units of its currency. */
export interface Figure {
  readonly name: FigureName;
  /** Empty for what is no money. */
  readonly currency: string;
  readonly today: bigint;
  readonly week: bigint;
  readonly month: bigint;
  readonly total: bigint;
}

/** What is owed and what waits for a person. */
export interface SystemFigures {
  /** Promises that are due, a thousand at most. */
  readonly due: number;
  readonly oldestSeconds: number;
  readonly parked: number;
  readonly review: number;
}

const days = `
  select to_char(d, 'YYYY-MM-DD') as day, d at time zone zone as since, (d + interval '1 day') at time zone zone as until
  from (select ?::text zone, ?::timestamptz now, ?::date counted) given, generate_series(
    coalesce(counted - 1, date_trunc('day', coalesce((select min(created_at) from users), now) at time zone zone)),
    date_trunc('day', now at time zone zone), interval '1 day') d`;

/** Money that moved between us and providers; what they keep or pay out is no income. */
const count = `
  with moved as (
    select e.currency, e.amount_minor from ledger_transactions t
    join ledger_entries e on e.transaction_id = t.id
    join ledger_accounts a on a.id = e.account_id and a.name like 'provider:%'
    where t.created_at >= ? and t.created_at < ? and not exists (
      select from ledger_entries o join ledger_accounts b on b.id = o.account_id
      where o.transaction_id = t.id and (b.name = 'bank' or b.name like 'fees:%'))),
  counted (name, currency, value) as (
    select 'came', currency, -sum(amount_minor) from moved where amount_minor < 0 group by currency
    union all select 'back', currency, sum(amount_minor) from moved where amount_minor > 0 group by currency
    union all select 'payments', '', count(*) from moved where amount_minor < 0
    union all select 'people', '', count(*) from users where created_at >= ? and created_at < ?)
  insert into day_figures (day, name, currency, value) select ?::date, name, currency, value from counted
  on conflict (day, name, currency) do update set value = excluded.value`;

const totals = `
  with figures as (
    select name, currency, value, (?::timestamptz at time zone ?)::date - day age from day_figures)
  select name, currency,
    coalesce(sum(value) filter (where age < 1), 0)::bigint today,
    coalesce(sum(value) filter (where age < 7), 0)::bigint week,
    coalesce(sum(value) filter (where age < 30), 0)::bigint as month,
    sum(value)::bigint total
  from figures group by name, currency order by name, currency`;

const open = 'done_at is null and parked_at is null and due_at <= statement_timestamp()';

const system = `
  with unsent as (
    select o.due_at from unnest(array[0, 1, 2]) l(lane), lateral (
      select due_at from outbox where lane = l.lane and sent_at is null and ${open} order by due_at limit 1000) o limit 1000),
  sent as (select due_at from outbox where sent_at is not null and ${open} order by due_at limit 1000)
  select least(1000, (select count(*) from unsent) + (select count(*) from sent))::int due,
    coalesce(extract(epoch from clock_timestamp()
      - least((select min(due_at) from unsent), (select min(due_at) from sent))), 0)::float8 oldest_seconds,
    (select count(*) from outbox where parked_at is not null)::int parked,
    (select count(*) from payments where state = 'review')::int review`;

/** How the shop does, for those who run it. */
export function createFigures(knex: Knex) {
  return {
    /** Days that are to be counted: from the one before `counted`, or from the first person on, to today. */
    days: (timezone: string, now: Date, counted: string | null): Promise<Day[]> =>
      ask<Day>(knex, days, timezone, now, counted),

    /** Safe to repeat: it is counted anew. */
    async count({ day, since, until }: Day): Promise<void> {
      await ask(knex, count, since, until, since, until, day);
    },

    totals: (timezone: string, now: Date): Promise<Figure[]> => ask<Figure>(knex, totals, now, timezone),

    system: async (): Promise<SystemFigures> => (await ask<SystemFigures>(knex, system))[0]!,
  };
}

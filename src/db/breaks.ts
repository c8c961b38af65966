import type { Knex } from 'knex';
import type { Transaction } from 'objection';
import type { BreakKind, Difference } from '../domain/books.js';
import { ask } from './ask.js';

/** A difference, and of what. */
export interface Found extends Difference {
  readonly provider: string;
  readonly externalId: string;
  readonly paymentId: bigint | null;
}

export interface Break {
  readonly id: bigint;
  readonly kind: BreakKind;
  readonly provider: string;
  readonly externalId: string;
  readonly paymentId: bigint | null;
  readonly ours: string;
  readonly theirs: string;
  readonly state: 'open' | 'explained' | 'closed';
  readonly reason: string | null;
  readonly foundAt: Date;
}

/**
 * One row for a difference, however often it is seen, by looks that may run side by side. What was explained is open again once a side says something else.
 * A payment that the provider names may be none of ours any more: of a backup that was older than it.
 */
const see = `
  insert into breaks as b (kind, provider, external_id, payment_id, ours, theirs, found_at, seen_at)
  values (?, ?, ?, (select id from payments where id = ?), ?, ?, ?, ?)
  on conflict (provider, kind, external_id) do update set
    ours = excluded.ours, theirs = excluded.theirs, payment_id = coalesce(excluded.payment_id, b.payment_id),
    state = case when b.state = 'explained' and (b.ours, b.theirs) = (excluded.ours, excluded.theirs)
      then 'explained' else 'open' end,
    found_at = case when b.state = 'closed' then excluded.found_at else b.found_at end,
    seen_at = greatest(b.seen_at, excluded.seen_at), closed_at = null
  returning id, state`;

const close = `
  update breaks set state = 'closed', closed_at = ? where provider = ? and state <> 'closed' and seen_at < ?
    and (found_at >= ? or kind = any(?)) returning id`;

const notClosed = `
  select id, external_id, payment_id from breaks where provider = ? and state <> 'closed' and kind = any(?) and id > ?
  order by id limit 200`;

const explain = `
  update breaks set state = 'explained', actor = ?, reason = ? where id = ? and state = 'open' returning id`;

/** Since when they stand, or what they are of, if that is older. */
const oldest = `
  select min(least(b.found_at, p.created_at)) not_closed,
    min(least(b.found_at, p.created_at)) filter (where b.state = 'open') open
  from breaks b left join payments p on p.id = b.payment_id where b.provider = ? and b.state <> 'closed'`;

const shown = 'id, kind, provider, external_id, payment_id, ours, theirs, state, reason, found_at';

/** Where a provider's books and ours differ, until a person has explained it or it is gone. */
export const createBreaks = (knex: Knex) => ({
  /** Answers the row, and whether anybody still has to look at it. */
  async see(found: Found, at: Date): Promise<{ readonly id: bigint; readonly isOpen: boolean }> {
    const { kind, provider, externalId, paymentId, ours, theirs } = found;
    const values = [kind, provider, externalId, paymentId, ours, theirs, at, at] as const;
    const [row] = await ask<{ id: bigint; state: string }>(knex, see, ...values);
    return { id: row!.id, isOpen: row!.state === 'open' };
  },

  /** Those of the provider that a look which reached back so far, or asked for each of them, has not seen are no more. */
  async closeUnseen(
    provider: string,
    { at, reach, asked }: { readonly at: Date; readonly reach: Date; readonly asked: readonly BreakKind[] },
    now: Date,
  ): Promise<bigint[]> {
    return (await ask<{ id: bigint }>(knex, close, now, provider, at, reach, asked)).map(({ id }) => id);
  },

  /** A page of what still differs, or was explained, by the names of what it is of. */
  async notClosed(
    provider: string,
    afterId: bigint,
    kinds: readonly BreakKind[],
  ): Promise<{ readonly id: bigint; readonly externalId: string; readonly paymentId: bigint | null }[]> {
    return ask(knex, notClosed, provider, kinds, afterId);
  },

  /** How far back one must look to see the oldest again, of those that are not closed and of the open ones alone. */
  async oldest(provider: string): Promise<{ readonly notClosed: Date | null; readonly open: Date | null }> {
    const [row] = await ask<{ notClosed: Date | null; open: Date | null }>(knex, oldest, provider);
    return row!;
  },

  /** False when there is no such open one. */
  async explain(trx: Transaction, id: bigint, actor: string, reason: string): Promise<boolean> {
    return (await ask(trx, explain, actor, reason, id)).length > 0;
  },

  /** The newest, those that are closed left out. */
  list: (): Promise<Break[]> =>
    ask<Break>(
      knex,
      `select ${shown} from breaks where state <> 'closed' order by found_at desc, id desc limit 200`,
    ),

  /** How many wait for a person, by provider; and when each provider's books were proven last. */
  async standing(): Promise<{ open: Record<string, number>; provenAt: Record<string, number> }> {
    const sql = `select
      (select coalesce(jsonb_object_agg(provider, n), '{}') from (
        select provider, count(*) n from breaks where state = 'open' group by provider) b) open,
      (select coalesce(jsonb_object_agg(substr(name, 14), (value ->> 'at')::float8 / 1000), '{}') from settings
        where name >= 'books.proven:' and name < 'books.proven;') proven_at`;
    const [row] = await ask<{ open: Record<string, number>; provenAt: Record<string, number> }>(knex, sql);
    return row!;
  },
});

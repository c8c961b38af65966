import type { Transaction } from 'objection';
import { ask } from '../src/db/ask.js';

interface Part {
  readonly name: string;
  readonly make: string;
  readonly drop: string;
}

/**
 * Fills empty tables as a dump is restored: their indexes, keys and foreign keys are taken off, and made again over the
 * whole, which proves every row of it; their own triggers do not see the rows, and are all on afterwards. In the
 * caller's transaction, so that nothing of it is ever seen half done. The tables are truncated in it, too: a server
 * without replicas (`wal_level = minimal`) then writes their rows once, to their files alone (PostgreSQL's "Populating
 * a Database"). `again` is asked to make each of the parts.
 */
export async function inBulk(
  trx: Transaction,
  tables: readonly string[],
  work: () => Promise<void>,
  again: (what: string, make: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const ofEach = (turned: string) =>
    tables.map((name) => `alter table ${name} ${turned} trigger user`).join('; ');
  const parts = await ask<Part>(trx, partsSql, [...tables]);
  for (const { drop } of parts.toReversed()) await trx.raw(drop);
  await trx.raw(`truncate ${tables.join(', ')}; ${ofEach('disable')}`);
  await work();
  for (const { name, make } of parts) await again(name, () => trx.raw(make));
  await trx.raw(ofEach('enable'));
}

/** Indexes, then the constraints that have one of their own, then the foreign keys, which lean on both. */
const partsSql = `
  with filled as (select ('public.' || t)::regclass oid from unnest(?::text[]) t)
  select name, make, "drop" from (
    select 1 turn, i.indexrelid::regclass::text name, pg_get_indexdef(i.indexrelid)
        || coalesce(format('; comment on index %s is %L', i.indexrelid::regclass, obj_description(i.indexrelid, 'pg_class')), '')
        make,
      format('drop index %s', i.indexrelid::regclass) "drop"
    from pg_index i join filled on filled.oid = i.indrelid
    where not exists (select from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x'))
    union all
    select case c.contype when 'f' then 3 else 2 end, c.conname,
      format('alter table %s add constraint %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid)),
      format('alter table %s drop constraint %I', c.conrelid::regclass, c.conname)
    from pg_constraint c where c.contype in ('p', 'u', 'f')
      and (c.conrelid in (select oid from filled) or c.confrelid in (select oid from filled))) part
  order by turn, name`;

import type { Transaction } from 'objection';
import { ask } from '../src/db/ask.js';

interface Part {
  readonly name: string;
  readonly make: string;
  readonly drop: string;
}

/**
 * Fills tables as a dump is restored: their indexes and foreign keys are taken off, and made again over the whole, which
 * proves every row of it. Primary keys stay. In the caller's transaction, so that nothing of it is ever seen half done.
 * `again` is asked to make each of them.
 */
export async function inBulk(
  trx: Transaction,
  tables: readonly string[],
  work: () => Promise<void>,
  again: (what: string, make: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  await trx.raw(`lock table ${tables.join(', ')} in access exclusive mode`);
  const parts = await ask<Part>(trx, partsSql, [...tables]);
  for (const { drop } of parts.toReversed()) await trx.raw(drop);
  await work();
  for (const { name, make } of parts) await again(name, () => trx.raw(make));
}

/** Indexes, then the constraints that have one of their own, then the foreign keys, which lean on both. */
const partsSql = `
  with filled as (select ('public.' || t)::regclass oid from unnest(?::text[]) t)
  select name, make, "drop" from (
    select 1 turn, i.indexrelid::regclass::text name, pg_get_indexdef(i.indexrelid) make,
      format('drop index %s', i.indexrelid::regclass) "drop"
    from pg_index i join filled on filled.oid = i.indrelid
    where not exists (select from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x'))
    union all
    select case c.contype when 'u' then 2 else 3 end, c.conname,
      format('alter table %s add constraint %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid)),
      format('alter table %s drop constraint %I', c.conrelid::regclass, c.conname)
    from pg_constraint c join filled on filled.oid = c.conrelid where c.contype in ('u', 'f')) part
  order by turn, name`;

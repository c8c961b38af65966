import { createDb, type Db } from '../../src/db/db.js';
import { migrate } from '../../src/db/migrate.js';

export const databaseUrl =
  process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/getpro_test';

/**
 * Emptied without its triggers (the append-only ones would refuse), as a superuser. Rows are deleted: to truncate
 * makes some three hundred files anew, which takes a hundred times as long.
 */
const empty = `do $$ declare name regclass; begin
  set local session_replication_role = replica;
  for name in select oid from pg_class where relnamespace = 'public'::regnamespace
    and relkind = 'r' and relname not like 'knex_%' and pg_relation_size(oid) > 0
  loop execute format('delete from %s', name); end loop;
  perform setval(format('%I.%I', schemaname, sequencename), start_value, false)
    from pg_sequences where schemaname = 'public' and last_value is not null; end $$`;

/** A migrated database, emptied before every test. Call inside a `describe`. */
export function useDatabase(): { readonly db: Db } {
  const held = {} as { db: Db };
  before(async () => {
    held.db = createDb(databaseUrl, 12);
    await migrate(held.db.knex);
  });
  beforeEach(() => held.db.knex.raw(empty));
  after(() => held.db.close());
  return held;
}

/** The keys of what is promised, in the order of promising. */
export const promisedKeys = (db: Db): Promise<string[]> => db.knex('outbox').orderBy('id').pluck('key');

/** Whether somebody waits for a row of a transaction that has not ended. */
export async function isWaitedFor(db: Db): Promise<boolean> {
  const waits =
    "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
  const { rows } = await db.knex.raw<{ rows: unknown[] }>(waits);
  return rows.length > 0;
}

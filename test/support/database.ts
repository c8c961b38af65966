import { createDb, type Db } from '../../src/db/db.js';
import { migrate } from '../../src/db/migrate.js';

export const databaseUrl =
  process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/getpro_test';

/** Emptied without its triggers: the append-only ones would refuse. */
const empty = `do $$ declare names text; begin
  select string_agg(format('%I', tablename), ', ') into names from pg_tables
    where schemaname = 'public' and tablename not like 'knex_%';
  execute 'truncate ' || names || ' restart identity cascade'; end $$`;

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

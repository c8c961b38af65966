import { readdir } from 'node:fs/promises';
import type { Knex } from 'knex';
import { Never } from '../domain/errors.js';

const directory = new URL('../../migrations/', import.meta.url);

/** Knex remembers a name with its extension, and refuses the .js of a .ts it knows: so names without. */
const source = {
  getMigrations: async () =>
    (await readdir(directory)).filter((file) => /(?<!\.d)\.[jt]s$/.test(file)).toSorted(),
  getMigrationName: nameOf,
  async getMigration(file: string): Promise<Knex.Migration> {
    const { up, down } = (await import(new URL(file, directory).href)) as Required<Knex.Migration>;
    return { up: patiently(up), down: patiently(down) };
  },
};

/** An index on millions of rows takes longer than a statement of the application may. */
const patiently =
  (step: Required<Knex.Migration>['up']) =>
  async (knex: Knex): Promise<void> => {
    await knex.raw('set local statement_timeout = 0');
    await step(knex);
  };

function nameOf(file: string): string {
  return file.replace(/\.[jt]s$/, '');
}

/**
 * All migrations up, one process at a time; answers the names of those that ran.
 *
 * @throws {Never} where a newer build was here
 */
export async function migrate(knex: Knex): Promise<readonly string[]> {
  return alone(knex, async () => {
    await mustBeKnown(knex);
    const [, files] = (await knex.migrate.latest({ migrationSource: source })) as [number, string[]];
    return files.map(nameOf);
  });
}

/**
 * The last migration down, one and not its batch: the first batch is all tables. Answers its name; none where there is
 * nothing to take back.
 *
 * @throws {Never} where a newer build was here, and where rows say that something happened, unless they may be lost
 */
export async function migrateDown(
  knex: Knex,
  { mayLoseData = false }: { readonly mayLoseData?: boolean } = {},
): Promise<readonly string[]> {
  return alone(knex, async () => {
    await mustBeKnown(knex);
    if (!mayLoseData) await mustBeEmpty(knex);
    const [, files] = (await knex.migrate.down({ migrationSource: source })) as [number, string[]];
    return files.map(nameOf);
  });
}

/** Whoever paid or was given something has rows in one of them. */
const ofWhatHappened = ['payments', 'ledger_entries', 'grants'];

async function mustBeEmpty(knex: Knex): Promise<void> {
  for (const table of ofWhatHappened) {
    if (!(await knex.schema.hasTable(table)) || !(await knex(table).first(knex.raw('1')))) continue;
    throw new Never(
      'migrate.holds_data',
      `${table} holds rows, and a step back drops what it made, with all that is in it: make a backup, then say ` +
        '--lose-data if that may be lost; going back to the build before needs no step back',
    );
  }
}

/**
 * Others wait. Knex's own lock would turn them away, and stays locked for ever when its process is killed; this one goes
 * with its connection, beside which the work needs one more.
 */
function alone<T>(knex: Knex, work: () => Promise<T>): Promise<T> {
  return knex.transaction(async (trx) => {
    await trx.raw(
      'set local statement_timeout = 0; set local lock_timeout = 0; set local idle_in_transaction_session_timeout = 0',
    );
    await trx.raw("select pg_advisory_xact_lock(hashtext('migrate'))");
    await knex.migrate.forceFreeMigrationsLock({ migrationSource: source });
    return work();
  });
}

/** Knex calls its folder corrupt then. */
async function mustBeKnown(knex: Knex): Promise<void> {
  const ahead = await migrationsAhead(knex);
  if (ahead.length === 0) return;
  throw new Never('migrate.ahead', `${aheadOf(ahead)}: only the newer build can change its tables`);
}

/** As a clause, of one name or more. */
export const aheadOf = (names: readonly string[]): string =>
  `the database is ahead of this build by ${names.length} ${names.length === 1 ? 'migration' : 'migrations'} (first ${names[0]})`;

/** Names of migrations that this build brings and the database lacks. */
export async function pendingMigrations(knex: Knex): Promise<readonly string[]> {
  const ran = await ranBefore(knex);
  return (await ours()).filter((name) => !ran.includes(name));
}

/** Names of migrations that the database has and this build does not bring. */
export async function migrationsAhead(knex: Knex): Promise<readonly string[]> {
  const known = await ours();
  return (await ranBefore(knex)).filter((name) => !known.includes(name));
}

const ours = async (): Promise<readonly string[]> => (await source.getMigrations()).map(nameOf);

/** Knex's own list makes its tables where they are missing, which the application has no right to. */
const ranBefore = async (knex: Knex): Promise<readonly string[]> =>
  (await knex.schema.hasTable('knex_migrations'))
    ? await knex('knex_migrations').orderBy('id').pluck<string[]>('name')
    : [];

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { askDatabase } from '../../scripts/services/database.js';
import { projectDir } from '../../scripts/services/state.js';
import { createDb, type Db } from '../../src/db/db.js';
import { migrate, migrateDown, migrationsAhead, pendingMigrations } from '../../src/db/migrate.js';
import { addDatabase } from '../../src/main/cli/database.js';
import { useCli } from '../support/cli.js';
import { databaseUrl } from '../support/database.js';
import { failure } from '../support/shop.js';

const all = readdirSync(join(projectDir, 'migrations'))
  .map((file) => parse(file).name)
  .toSorted();
const script = join(import.meta.dirname, '../support/migrate-once.ts');

/** What of ours a schema holds, knex's own tables aside. */
const contents = `
  select string_agg(name, ', ' order by name) names from (
    select tablename::text name from pg_tables where schemaname = 'public' and tablename not like 'knex_%'
    union all select proname from pg_proc where pronamespace = 'public'::regnamespace
    union all select tgname || ' on ' || tgrelid::regclass from pg_trigger where not tgisinternal
  ) all_of_it`;

/** A grant of nobody's: what it is of does not matter here. */
const asIfGranted = ({ knex }: Db): Promise<unknown> =>
  knex.transaction(async (trx) => {
    await trx.raw('set local session_replication_role = replica');
    await trx('grants').insert({ subscriptionId: 1, source: 'admin', sourceId: 'x', grantedAt: new Date() });
  });

describe('migrations', () => {
  const name = `getpro_migrations_${process.pid}`;
  const url = Object.assign(new URL(databaseUrl), { pathname: `/${name}` }).href;
  const cli = useCli([addDatabase], () => url);
  let db: Db;

  const holds = async (): Promise<string | null> => {
    const { rows } = await db.knex.raw<{ rows: { names: string | null }[] }>(contents);
    return rows[0]!.names;
  };

  /** One step at a time, though all went up as one batch. */
  const allDown = async (): Promise<void> => {
    for (const each of all.toReversed()) expect(await migrateDown(db.knex)).to.deep.equal([each]);
  };

  beforeEach(async () => {
    await askDatabase(databaseUrl, `create database ${name}`);
    db = createDb(url, 2);
  });
  afterEach(async () => {
    await db.close();
    // Not through ours: its limit of a statement is shorter than a busy disk takes to drop one.
    await askDatabase(databaseUrl, `drop database ${name} with (force)`);
  });

  it('go up, down and up again, and leave nothing behind', async () => {
    expect(await migrate(db.knex)).to.deep.equal(all);
    const first = await holds();
    expect(first).to.include('grants').and.include('zero_sum on ledger_entries');

    await allDown();
    expect(await holds()).to.equal(null);
    expect(await migrateDown(db.knex)).to.deep.equal([]);

    expect(await migrate(db.knex)).to.deep.equal(all);
    expect(await holds()).to.equal(first);
  });

  it('go no step down where something happened, unless that may be lost', async () => {
    const down = (...more: string[]) => cli(['migrate:down', ...more]);
    await migrate(db.knex);
    await asIfGranted(db);

    expect(await failure(down())).to.include({ code: 'migrate.holds_data' });
    expect(String(await failure(down()))).to.match(/grants holds rows.+--lose-data/);
    expect(await pendingMigrations(db.knex)).to.deep.equal([]);

    expect(await down('--lose-data')).to.equal(`taken back: ${all.at(-1)}`);
    expect(await pendingMigrations(db.knex)).to.deep.equal([all.at(-1)]);
  });

  it('are pending until they ran', async () => {
    expect(await pendingMigrations(db.knex)).to.deep.equal(all);
    await migrate(db.knex);
    expect(await pendingMigrations(db.knex)).to.deep.equal([]);
    expect(await migrate(db.knex)).to.deep.equal([]);
  });

  it('of a newer build are told, and neither gone on from nor taken back', async () => {
    await migrate(db.knex);
    await db.knex('knex_migrations').insert({ name: '20990101000000_of_tomorrow', batch: 2 });
    const says =
      'the database is ahead of this build by 1 migration (first 20990101000000_of_tomorrow): ' +
      'only the newer build can change its tables';

    expect(await failure(migrate(db.knex))).to.include({ code: 'migrate.ahead', message: says });
    expect(await failure(cli(['migrate:down']))).to.have.property('message', says);
    expect(await migrationsAhead(db.knex)).to.deep.equal(['20990101000000_of_tomorrow']);
    expect(await pendingMigrations(db.knex)).to.deep.equal([]);
  });

  it('from five processes at once run once, and the others wait for them', async function () {
    this.timeout(60_000);
    const fleet = Array.from({ length: 5 }, () => spawn(process.execPath, ['--import', 'tsx', script, url]));
    await Promise.all(fleet.map(({ stdout }) => once(stdout, 'data')));
    const ran = fleet.map(async (child) => {
      child.stdin.end('go\n');
      return JSON.parse(await text(child.stdout)) as unknown;
    });

    const names = await Promise.all(ran);
    expect(names.filter((each) => Array.isArray(each) && each.length > 0)).to.deep.equal([all]);
    expect(await pendingMigrations(db.knex)).to.deep.equal([]);
  });

  it('go on after a process that was killed in the middle of them', async () => {
    await migrate(db.knex);
    await allDown();
    await db.knex('knex_migrations_lock').update({ isLocked: 1 });

    expect(await migrate(db.knex)).to.deep.equal(all);
  });
});

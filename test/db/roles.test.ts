import { expect } from 'chai';
import { createLogin } from '../../scripts/services/database.js';
import { createDb, type Db } from '../../src/db/db.js';
import { up } from '../../migrations/20261126000100_create_roles.js';
import { pendingMigrations } from '../../src/db/migrate.js';
import { admit, rightsOf } from '../../src/db/roles.js';
import prune from '../../src/jobs/history.prune.js';
import { databaseUrl, useDatabase } from '../support/database.js';
import { perform } from '../support/perform.js';
import { openShop, sqlState } from '../support/shop.js';

const forbidden = '42501';
const appendOnly = [
  'addon_prices',
  'addon_versions',
  'audit_log',
  'grant_withdrawals',
  'grants',
  'ledger_entries',
  'ledger_transactions',
  'payment_events',
  'plan_prices',
  'plan_versions',
];

describe('the roles of the database', () => {
  const database = useDatabase();
  let app: Db;
  let reports: Db;

  before(async () => {
    app = createDb(await createLogin(databaseUrl, 'getpro_test_app'), 4);
    reports = createDb(await createLogin(databaseUrl, 'getpro_test_reports'), 1);
    await admit(database.db.knex, 'getpro_test_app');
    await database.db.knex.raw('grant getpro_readonly to getpro_test_reports');
  });
  after(() => Promise.all([app.close(), reports.close()]));

  const ask = (db: Db, sql: string) => sqlState(db.knex.raw(sql));
  const tables = (): Promise<string[]> =>
    database.db
      .knex('pg_tables')
      .where('schemaname', 'public')
      .whereRaw("tablename not like 'knex_%'")
      .pluck('tablename');

  it('let the application run the shop: goods, a purchase, a withdrawal, a tick', async () => {
    const shop = await openShop(app);
    const userId = await shop.person();
    await shop.see(await shop.attempt(await shop.order(userId)));
    const subscription = await shop.subscription(userId);
    const [grant] = await app.grants.query().where({ subscriptionId: subscription.id });
    await app.transaction((trx) => app.grants.withdraw(trx, grant!.id, 3, 'test'));
    expect(await pendingMigrations(app.knex)).to.deep.equal([]);
  });

  for (const table of appendOnly) {
    it(`refuse the application every change to ${table}, rows or not`, async () => {
      for (const change of [
        `update ${table} set id = default`,
        `delete from ${table}`,
        `truncate ${table}`,
      ]) {
        expect(await ask(app, change), change).to.equal(forbidden);
      }
    });
  }

  it('know every table that only grows', async () => {
    const growing = await database.db
      .knex('pg_trigger')
      .join('pg_class', 'pg_class.oid', 'tgrelid')
      .where('tgname', 'append_only')
      .orderBy('relname')
      .pluck('relname');
    expect(growing).to.deep.equal(appendOnly);
    expect(await rightsOf(app.knex)).to.deep.equal({ login: 'getpro_test_app', owns: false, changes: [] });
    expect((await rightsOf(database.db.knex)).owns).to.equal(true);
  });

  it('refuse the application a ledger that does not sum to zero', async () => {
    const [account] = await app
      .knex('ledger_accounts')
      .insert({ name: 'bank', currency: 'RUB' })
      .returning<{ id: bigint }[]>('id');
    const unbalanced = app.knex.transaction(async (trx) => {
      const [row] = await trx('ledger_transactions')
        .insert({ key: 'unbalanced' })
        .returning<{ id: bigint }[]>('id');
      await trx('ledger_entries').insert({
        transactionId: row!.id,
        accountId: account!.id,
        currency: 'RUB',
        amountMinor: 1,
      });
    });
    expect(await sqlState(unbalanced)).to.equal('23514');
    expect(await app.knex('ledger_entries')).to.deep.equal([]);
  });

  it('refuse the application tables of its own, the tables of others, triggers and the record of migrations', async () => {
    for (const change of [
      'create table mine (id int)',
      'drop table grants',
      'alter table grants disable trigger append_only',
      'set session_replication_role = replica',
      'delete from users',
      "insert into knex_migrations (name) values ('x')",
      'update knex_migrations_lock set is_locked = 1',
    ]) {
      expect(await ask(app, change), change).to.equal(forbidden);
    }
  });

  it('let reports and backups read all, and write nothing', async () => {
    await openShop(database.db);
    for (const table of await tables()) {
      expect(await ask(reports, `select count(*) from ${table}`), table).to.equal(undefined);
      for (const change of [
        `insert into ${table} default values`,
        `delete from ${table}`,
        `truncate ${table}`,
      ]) {
        expect(await ask(reports, change), change).to.equal(forbidden);
      }
    }
    expect(await ask(reports, 'update plans set active = false')).to.equal(forbidden);
    expect(await ask(reports, 'select last_value from orders_id_seq')).to.equal(undefined);
    expect(await ask(reports, "select nextval('orders_id_seq')")).to.equal(forbidden);
  });

  it('leave the application the pruning of its history', async () => {
    const old = new Date(Date.now() - 100 * 86_400_000);
    await database.db
      .knex('outbox')
      .insert([false, true].map((once) => ({ job: 'a', key: `a:${once}`, doneAt: old, once })));
    await database.db.knex('processed_updates').insert({ updateId: 1, processedAt: old });
    await database.db
      .knex('inbox_events')
      .insert({ provider: 'x', eventId: '1', body: Buffer.from('x'), receivedAt: old, state: 'applied' });

    const userId = await (await openShop(database.db)).person();
    const screen = { screen: 'menu', inPlace: true, sentAt: old, createdAt: old };
    await database.db.knex('messages').insert({ userId: String(userId), reason: 'x', ...screen });
    const hint = { provider: 'remnawave', eventId: '1', receivedAt: old, state: 'applied' };
    await database.db.knex('inbox_events').insert(hint);

    await perform(prune, 'tick', { db: app });

    expect(await app.knex('messages')).to.deep.equal([]);
    expect(await app.knex('outbox')).to.deep.equal([]);
    expect(await app.knex('processed_updates')).to.deep.equal([]);
    expect(await app.knex('inbox_events').pluck('body')).to.deep.equal([null]);
  });

  it('refuse everybody to delete what a provider told', async () => {
    const event = { provider: 'yookassa', eventId: '1', body: Buffer.from('x') };
    await database.db.knex('inbox_events').insert(event);
    for (const db of [app, database.db]) expect(await ask(db, 'delete from inbox_events')).to.equal('23001');
  });

  it('hold for tables that come later', async () => {
    await database.db.knex.raw('create table later (id int)');
    try {
      expect(await ask(app, 'insert into later values (1)')).to.equal(undefined);
      expect(await ask(app, 'update later set id = 2')).to.equal(undefined);
      expect(await ask(app, 'delete from later')).to.equal(forbidden);
      expect(await ask(reports, 'select from later')).to.equal(undefined);
      expect(await ask(reports, 'insert into later values (1)')).to.equal(forbidden);
    } finally {
      await database.db.knex.raw('drop table later');
    }
  });
});

describe('a login that may not make roles', () => {
  const database = useDatabase();

  it('is told what an administrator has to run', async () => {
    const { knex } = database.db;
    await createLogin(databaseUrl, 'getpro_test_owner');
    // They are the whole server's, so they are missing in a transaction only, that never commits.
    const trx = await knex.transaction();
    try {
      await trx.raw('alter role getpro_app rename to aside; set local role getpro_test_owner');
      const said = await up(trx).then(String, String);
      expect(said).to.contain('have an administrator of the server run "create role getpro_app nologin');
    } finally {
      await trx.rollback();
    }
  });
});

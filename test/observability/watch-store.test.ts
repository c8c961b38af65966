import { expect } from 'chai';
import { createMetrics } from '../../src/observability/metrics.js';
import { watchLedger } from '../../src/observability/watch-ledger.js';
import { watchOwed } from '../../src/observability/watch-owed.js';
import { watchPromises } from '../../src/observability/watch-promises.js';
import { useDatabase } from '../support/database.js';
import { shown } from '../support/metrics.js';
import { openShop } from '../support/shop.js';

describe('the metrics of the database', () => {
  const database = useDatabase();
  let faults: unknown[];
  const failed = (error: unknown) => void faults.push(error);
  beforeEach(() => (faults = []));
  afterEach(() => expect(faults).to.deep.equal([]));

  it('show how long the oldest due promise is owed, and the dead letters', async () => {
    const { knex } = database.db;
    const row = (job: string, minutes: number, more: object = {}) => ({
      job,
      key: `${job}:${minutes}`,
      dueAt: knex.raw(`clock_timestamp() - interval '1 min' * ${minutes}`),
      ...more,
    });
    const parked = { parkedAt: new Date() };
    await knex('outbox').insert([
      row('a.b', 2, { sentAt: new Date() }),
      row('a.b', 1),
      row('a.b', 1.5, { lane: 2 }),
      row('a.b', -60),
      row('a.b', 9, { doneAt: new Date() }),
      row('a.b', 20, parked),
      row('c.d', 21, parked),
      row('c.d', 22, parked),
    ]);
    const shop = await openShop(database.db);
    await shop.see(await shop.attempt(await shop.order(await shop.person())), 'succeeded', { ours: false });
    const metrics = createMetrics('test');
    watchPromises(metrics.registry, database.db, failed);

    const [oldest] = await shown(metrics, 'promise_oldest_open_seconds');
    const [unsent] = await shown(metrics, 'promise_oldest_unsent_seconds');
    expect(Number(oldest?.split(' ')[1])).to.be.closeTo(120, 5);
    expect(Number(unsent?.split(' ')[1]), 'but for bulk').to.be.closeTo(60, 5);
    expect(await shown(metrics, 'dead_letters')).to.have.members([
      '{job_name="a.b"} 1',
      '{job_name="c.d"} 2',
    ]);
    expect(await shown(metrics, 'payments_in_review')).to.deep.equal(['{process="test"} 1']);
  });

  it('show how long a webhook waits to be understood, and access that was paid to be given', async () => {
    const { knex } = database.db;
    const receivedAt = knex.raw("clock_timestamp() - interval '2 min'");
    const event = (provider: string, eventId: string, state: string) => ({
      provider,
      eventId,
      state,
      receivedAt,
      body: Buffer.from('{}'),
    });
    await knex('inbox_events').insert([
      event('a', '1', 'new'),
      event('a', '2', 'applied'),
      event('b', '3', 'ignored'),
    ]);
    const shop = await openShop(database.db);
    await shop.see(await shop.attempt(await shop.order(await shop.person())), 'succeeded');
    const owed = () => knex('subscriptions').first<{ revision: number; owedSince: Date | null }>();
    const { revision, owedSince } = await owed();
    await knex('subscriptions').update({ revision: revision + 1 });
    const metrics = createMetrics('test');
    watchOwed(metrics.registry, database.db, failed);

    const [unread, ...others] = await shown(metrics, 'inbox_oldest_unread_seconds');
    const [unprovisioned] = await shown(metrics, 'subscription_oldest_owed_seconds');
    expect(unread).to.match(/^{sender="a"} 12\d/);
    expect(others).to.deep.equal([]);
    expect(Number(unprovisioned?.split(' ')[1])).to.be.within(0.001, 30);
    expect((await owed()).owedSince, 'since the first that is owed').to.deep.equal(owedSince);
    await knex('subscriptions').update({ appliedRevision: revision + 1 });
    expect((await owed()).owedSince).to.equal(null);
    await knex('subscriptions').update({ appliedRevision: null });
    expect((await owed()).owedSince, 'what an answer that got lost leaves').to.be.an.instanceOf(Date);
  });

  it('show what the last audit of the ledger found', async () => {
    const metrics = createMetrics('test');
    watchLedger(metrics.registry, database.db, failed);
    const before = await metrics.registry.metrics();
    const again = createMetrics('test');
    await database.db.knex('ledger_accounts').insert({ name: 'user:1', currency: 'RUB', balanceMinor: 5 });
    await database.db.ledger.audit();
    watchLedger(again.registry, database.db, failed);

    expect(before)
      .to.contain('ledger_faults{process="test"} 0')
      .and.not.contain('ledger_proven_timestamp_seconds{');
    expect(await shown(again, 'ledger_faults')).to.deep.equal(['{process="test"} 1']);
    const [proven] = await shown(again, 'ledger_proven_timestamp_seconds');
    expect(Number(proven?.split(' ')[1])).to.be.closeTo(Date.now() / 1_000, 30);
  });

  it('cost one look for all their gauges, however often they are scraped at once', async () => {
    let queries = 0;
    database.db.knex.on('query', () => (queries += 1));
    const metrics = createMetrics('test');
    watchPromises(metrics.registry, database.db, failed);

    await Promise.all([metrics.registry.metrics(), metrics.registry.metrics()]);
    await metrics.registry.metrics();

    expect(queries).to.equal(1);
  });
});

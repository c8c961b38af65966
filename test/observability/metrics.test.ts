import { Worker } from 'bullmq';
import { expect } from 'chai';
import { createMetrics, type Metrics } from '../../src/observability/metrics.js';
import { watchLedger } from '../../src/observability/watch-ledger.js';
import { watchOwed } from '../../src/observability/watch-owed.js';
import { watchPromises } from '../../src/observability/watch-promises.js';
import { watchQueues } from '../../src/observability/watch-queues.js';
import { createProducer, type Producer } from '../../src/queue/producer.js';
import { prefix } from '../../src/queue/topology.js';
import { useDatabase } from '../support/database.js';
import { redisUrl } from '../support/redis.js';
import { openShop } from '../support/shop.js';

/** Lines of one metric, as `labels value`, without the process. */
async function shown({ registry }: Metrics, name: string): Promise<string[]> {
  const text = await registry.metrics();
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`))
    .map((line) => line.slice(name.length).replace(/process="test",|,process="test"/, ''));
}

describe('the metrics', () => {
  const database = useDatabase();
  let producer: Producer;
  let faults: unknown[];
  const failed = (error: unknown) => void faults.push(error);

  beforeEach(async () => {
    faults = [];
    producer = createProducer(new Map(), redisUrl);
    await producer.redis.flushdb();
  });
  afterEach(() => producer.close());

  it('count what they are fed, in seconds', async () => {
    const metrics = createMetrics('test');
    metrics.ran({ queue: 'payments', job: 'payment.open', result: 'done', ms: 30 });
    metrics.ran({ queue: 'payments', job: 'payment.open', result: 'done', ms: 3_000 });
    metrics.receivedWebhook('yookassa', 'stored');
    metrics.breakerIs('remnawave', true);
    metrics.called('remnawave', 'ok', 80);

    expect(await shown(metrics, 'jobs_total')).to.deep.equal([
      '{queue="payments",job_name="payment.open",result="done"} 2',
    ]);
    expect(await shown(metrics, 'job_duration_seconds_sum')).to.deep.equal([
      '{queue="payments",job_name="payment.open"} 3.03',
    ]);
    expect(await shown(metrics, 'webhooks_received_total')).to.deep.equal([
      '{sender="yookassa",result="stored"} 1',
    ]);
    expect(await shown(metrics, 'breaker_open')).to.deep.equal(['{service="remnawave"} 1']);
    expect(await shown(metrics, 'upstream_call_seconds_count')).to.deep.equal([
      '{service="remnawave",outcome="ok"} 1',
    ]);
    expect(await metrics.registry.metrics()).to.contain('process_resident_memory_bytes');
  });

  it('show how deep each queue is and how long its oldest job waits', async () => {
    const queue = producer.queues.get('payments');
    const data = { key: 'payment.open:1', data: {} };
    await queue?.add('payment.open', data, { timestamp: Date.now() - 90_000 });
    await queue?.add('payment.open', data);
    await queue?.add('payment.open', data, { delay: 60_000 });
    const metrics = createMetrics('test');
    watchQueues(metrics.registry, producer.queues, failed);

    const depth = await shown(metrics, 'queue_depth');
    expect(depth).to.include.members([
      '{queue="payments",state="waiting"} 2',
      '{queue="payments",state="delayed"} 1',
      '{queue="messages",state="waiting"} 0',
    ]);
    const [oldest] = (await shown(metrics, 'queue_oldest_waiting_seconds')).filter((l) =>
      l.includes('payments'),
    );
    expect(Number(oldest?.split(' ')[1])).to.be.closeTo(90, 5);
  });

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

  it('show who works a queue, and that nobody does', async () => {
    const metrics = createMetrics('test');
    watchQueues(metrics.registry, producer.queues, failed);
    const worker = new Worker('payments', async () => {}, { connection: { url: redisUrl }, prefix });
    await worker.waitUntilReady();

    const workers = await shown(metrics, 'queue_workers');
    await worker.close();

    expect(workers).to.include('{queue="payments"} 1').and.include('{queue="messages"} 0');
  });

  it('show bulk that waits, since nobody else would tell that its worker is gone', async () => {
    const data = { key: 'history.prune:1', data: {} };
    const opts = { priority: 1, timestamp: Date.now() - 90_000 };
    await producer.queues.get('maintenance')?.add('history.prune', data, opts);
    const metrics = createMetrics('test');
    watchQueues(metrics.registry, producer.queues, failed);

    expect(await shown(metrics, 'queue_depth')).to.include('{queue="maintenance",state="prioritized"} 1');
    const oldest = (await shown(metrics, 'queue_oldest_waiting_seconds')).find((line) =>
      line.includes('maintenance'),
    );
    expect(Number(oldest?.split(' ')[1])).to.be.closeTo(90, 5);
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

  it('say which build runs, and begin where an increase can be seen', async () => {
    const metrics = createMetrics('test');
    metrics.expectWebhooks('yookassa');
    metrics.expectUpdates();
    metrics.expectRuns('payments', ['payment.open']);

    expect(await shown(metrics, 'jobs_total')).to.include(
      '{queue="payments",job_name="payment.open",result="never"} 0',
    );
    expect(await shown(metrics, 'jobs_stalled_total')).to.deep.equal(['{queue="payments"} 0']);
    expect((await shown(metrics, 'build_info'))[0]).to.match(/^{version="\d+\.\d+\.\d+"} 1$/);
    expect(await shown(metrics, 'webhooks_received_total')).to.deep.equal([
      '{sender="yookassa",result="refused"} 0',
    ]);
    expect(await shown(metrics, 'updates_received_total')).to.deep.equal(['{result="refused"} 0']);
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

  it('go on without what cannot be read', async () => {
    const metrics = createMetrics('test');
    const away = createProducer(new Map(), 'redis://127.0.0.1:1');
    watchQueues(metrics.registry, away.queues, failed);

    const text = await metrics.registry.metrics();
    await away.close().catch(() => {});

    expect(text).to.contain('nodejs_version_info').and.not.contain('queue_depth{');
    expect(faults).to.have.length(1);
  });
});

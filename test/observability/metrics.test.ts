import { expect } from 'chai';
import { createMetrics, type Metrics } from '../../src/observability/metrics.js';
import { watchPromises } from '../../src/observability/watch-promises.js';
import { watchQueues } from '../../src/observability/watch-queues.js';
import { createProducer, type Producer } from '../../src/queue/producer.js';
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
      '{queue="payments",job="payment.open",result="done"} 2',
    ]);
    expect(await shown(metrics, 'job_duration_seconds_sum')).to.deep.equal([
      '{queue="payments",job="payment.open"} 3.03',
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
      row('a.b', 2),
      row('a.b', 1, { sentAt: new Date() }),
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
    expect(Number(oldest?.split(' ')[1])).to.be.closeTo(120, 5);
    expect(await shown(metrics, 'dead_letters')).to.have.members(['{job="a.b"} 1', '{job="c.d"} 2']);
    expect(await shown(metrics, 'payments_in_review')).to.deep.equal(['{process="test"} 1']);
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

import { Worker } from 'bullmq';
import { expect } from 'chai';
import { createMetrics } from '../../src/observability/metrics.js';
import { watchQueues } from '../../src/observability/watch-queues.js';
import { openQueues, type OpenQueues } from '../../src/queue/producer.js';
import { prefix } from '../../src/queue/topology.js';
import { shown } from '../support/metrics.js';
import { redisUrl } from '../support/redis.js';

describe('the metrics', () => {
  let opened: OpenQueues;
  let faults: unknown[];
  const failed = (error: unknown) => void faults.push(error);

  beforeEach(async () => {
    faults = [];
    opened = openQueues(redisUrl);
    await opened.redis.flushdb();
  });
  afterEach(() => opened.close());

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
    const queue = opened.queues.get('payments');
    const data = { key: 'payment.open:1', data: {} };
    await queue?.add('payment.open', data, { timestamp: Date.now() - 90_000 });
    await queue?.add('payment.open', data);
    await queue?.add('payment.open', data, { delay: 60_000 });
    const metrics = createMetrics('test');
    watchQueues(metrics.registry, opened, failed);

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

  it('show who works a queue, and that nobody does, whoever works one of that name in another database', async () => {
    const metrics = createMetrics('test');
    watchQueues(metrics.registry, opened, failed);
    const worker = new Worker('payments', async () => {}, { connection: { url: redisUrl }, prefix });
    const another = Object.assign(new URL(redisUrl), { pathname: '/10' }).href;
    const theirs = new Worker('messages', async () => {}, { connection: { url: another }, prefix });
    await Promise.all([worker.waitUntilReady(), theirs.waitUntilReady()]);

    const workers = await shown(metrics, 'queue_workers');
    await Promise.all([worker.close(), theirs.close()]);

    expect(workers).to.include('{queue="payments"} 1').and.include('{queue="messages"} 0');
  });

  it('show bulk that waits, since nobody else would tell that its worker is gone', async () => {
    const data = { key: 'history.prune:1', data: {} };
    const opts = { priority: 1, timestamp: Date.now() - 90_000 };
    await opened.queues.get('maintenance')?.add('history.prune', data, opts);
    const metrics = createMetrics('test');
    watchQueues(metrics.registry, opened, failed);

    expect(await shown(metrics, 'queue_depth')).to.include('{queue="maintenance",state="prioritized"} 1');
    const oldest = (await shown(metrics, 'queue_oldest_waiting_seconds')).find((line) =>
      line.includes('maintenance'),
    );
    expect(Number(oldest?.split(' ')[1])).to.be.closeTo(90, 5);
  });

  it('show how many updates were set aside, also none', async () => {
    const metrics = createMetrics('test');
    watchQueues(metrics.registry, opened, failed);
    expect(await shown(metrics, 'updates_set_aside')).to.deep.equal(['{process="test"} 0']);

    const later = createMetrics('test');
    watchQueues(later.registry, opened, failed);
    await opened.redis.lpush('{2getpro}:mail:dead', '{}', '{}');
    expect(await shown(later, 'updates_set_aside')).to.deep.equal(['{process="test"} 2']);
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

  it('go on without what cannot be read', async () => {
    const metrics = createMetrics('test');
    const away = openQueues('redis://127.0.0.1:1');
    watchQueues(metrics.registry, away, failed);

    const text = await metrics.registry.metrics();
    await away.close().catch(() => {});

    expect(text).to.contain('nodejs_version_info').and.not.contain('queue_depth{');
    expect(faults).to.have.length(1);
  });
});

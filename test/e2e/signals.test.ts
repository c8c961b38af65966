import { expect } from 'chai';
import { openQueues, type OpenQueues } from '../../src/queue/producer.js';
import { until } from '../support/until.js';
import { boughtOnce, newBuyer, pay } from './support/buyer.js';
import { breakYookassa, mend } from './support/faults.js';
import { useProcesses, type Run } from './support/process.js';
import { useShop } from './support/shop.js';

const scripts = ['bot', 'web', 'worker', 'scheduler'] as const;

describe('a process that is told to stop', function () {
  this.timeout(90_000);
  const shop = useShop({ privateRedis: true, members: { bot: 'bot', web: 'web' } });
  const start = useProcesses();
  let opened: OpenQueues;
  before(() => (opened = openQueues(shop.redisServer.url)));
  after(() => opened.close());
  afterEach(() => mend(shop));

  const startAll = async (): Promise<Run[]> => {
    const runs = scripts.map((script) =>
      start(script, { ...shop.env, BOT_SERVER_PORT: '0', WEB_SERVER_PORT: '0' }),
    );
    await Promise.all(runs.map((run) => run.ready()));
    return runs;
  };

  /** Also SIGTERM: that is how every fleet of these tests is ended, and `useShop` looks at the codes. */
  it('ends with 0 within its grace on SIGINT', async () => {
    const runs = await startAll();
    const startedAt = Date.now();
    for (const run of runs) run.signal('SIGINT');

    expect(await Promise.all(runs.map(({ ended }) => ended))).to.deep.equal([0, 0, 0, 0]);
    expect(Date.now() - startedAt, 'its grace, and a second').to.be.lessThan(
      Number(shop.env['SHUTDOWN_GRACE_MS']) + 1_000,
    );
  });

  it('ends with 0 within its grace and 5 s while Redis is away', async () => {
    const runs = await startAll();
    await shop.redisServer.kill();
    try {
      for (const run of runs) run.signal('SIGTERM');
      expect(await Promise.all(runs.map(({ ended }) => ended)), '1 is too late').to.deep.equal([0, 0, 0, 0]);
    } finally {
      await shop.redisServer.start();
      await shop.fleet.ready();
    }
  });

  it('hands back the job that outlives its grace, without spending an attempt', async () => {
    const worker = start('worker', { ...shop.env, SHUTDOWN_GRACE_MS: '300' });
    await worker.ready();
    const buyer = await newBuyer(shop);
    const payment = await buyer.order();
    await breakYookassa(shop, { match: 'GET /payments', kind: 'timeout', ms: 60_000 });
    await pay(shop, payment);
    const queue = opened.queues.get('payments')!;
    const running = async () => (await queue.getActive()).some(({ name }) => name === 'payment.reconcile');
    await until(running, 20_000, 'nobody reconciles');
    worker.signal('SIGTERM');
    expect(await worker.ended).to.equal(0);

    const jobs = await queue.getJobs(['waiting', 'active', 'delayed', 'failed']);
    const seen = await Promise.all(
      jobs.map(async (job) => [job.name, await job.getState(), job.attemptsMade]),
    );
    expect(seen).to.deep.equal([['payment.reconcile', 'waiting', 0]]);
    const [promise] = await shop.db.knex('outbox').where({ job: 'payment.reconcile' });
    expect(promise).to.deep.include({ crashes: 0, doneAt: null, parkedAt: null });

    await start('worker', shop.env).ready();
    await boughtOnce(shop, buyer);
  });
});

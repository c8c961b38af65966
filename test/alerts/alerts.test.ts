import { expect } from 'chai';
import ledgerAudit from '../../src/jobs/ledger.audit.js';
import subscriptionProvision from '../../src/jobs/subscription.provision.js';
import { createProducer, type Producer } from '../../src/queue/producer.js';
import { promise } from '../../src/queue/promise.js';
import { boughtOnce, chooseCard, newBuyer, nothingOwed, pay, tell } from '../e2e/support/buyer.js';
import { breakPanel, breakYookassa, mend } from '../e2e/support/faults.js';
import { useShop } from '../e2e/support/shop.js';
import { applications } from '../support/ecosystem.js';
import { allRules } from '../support/infrastructure.js';
import { until } from '../support/redis.js';
import { lonelyWorker, pidOf, stutter, type Lonely } from './support/processes.js';
import { startPrometheus, type Prometheus } from './support/prometheus.js';

const queuesOf = Object.fromEntries(applications().map(({ name, env }) => [name, env.WORKER_QUEUES ?? '']));
const pool = (name: string) => ({ script: 'worker', env: { WORKER_QUEUES: queuesOf[name] ?? '' } }) as const;

/** The rules of production, looked at by the real Prometheus, over the real fleet, which is really broken. */
describe('the alerts', function () {
  this.timeout(180_000);
  const shop = useShop({
    members: {
      bot: 'bot',
      web: 'web',
      'worker-people': pool('worker-people'),
      worker: pool('worker'),
      scheduler: 'scheduler',
    },
  });
  const fired = new Set<string>();
  let slow: Lonely;
  let prometheus: Prometheus;
  let producer: Producer;

  before(async () => {
    slow = await lonelyWorker(shop, 'worker-slow', queuesOf['worker-slow'] ?? '');
    slow.start();
    producer = createProducer(new Map(), shop.env['REDIS_URL'] ?? '');
    prometheus = await startPrometheus({ ...shop.ops, 'worker-slow': slow.opsUrl });
  });
  after(async () => {
    await prometheus.stop();
    await producer.close();
    await slow.kill();
  });

  const shows = (labels: Record<string, string>) => (alert: { labels: Record<string, string> }) =>
    Object.entries(labels).every(([name, value]) => alert.labels[name] === value);

  /** Waits until this alert fires. */
  async function fires(alertname: string, labels: Record<string, string>): Promise<void> {
    const wanted = { alertname, ...labels };
    const firing = async () =>
      (await prometheus.alerts()).some((alert) => alert.state === 'firing' && shows(wanted)(alert));
    await until(firing, 90_000, `${JSON.stringify(wanted)} never fired`);
    fired.add(`${alertname} ${labels['severity']}`);
  }
  async function rests(alertname: string, labels: Record<string, string> = {}): Promise<void> {
    const wanted = { alertname, ...labels };
    await until(
      async () => !(await prometheus.alerts()).some(shows(wanted)),
      90_000,
      `${JSON.stringify(wanted)} goes on`,
    );
  }
  const auditNow = (tick: string) =>
    shop.db.transaction((trx) => promise(trx, ledgerAudit, tick, {}, { once: true }));
  const minutesAgo = (minutes: number) =>
    shop.db.knex.raw(`clock_timestamp() - interval '${minutes} minutes'`);

  it('keep still while all is well', async () => {
    const buyer = await newBuyer(shop);
    await pay(shop, await buyer.order());
    await boughtOnce(shop, buyer);
    await auditNow('first');
    await until(
      async () => (await prometheus.query('up == 1')).length === 6,
      60_000,
      'not all are looked at',
    );
    await until(async () => (await prometheus.query('ledger_audited_timestamp_seconds')).length > 0, 60_000);

    const names = async () => (await prometheus.alerts()).map(({ labels }) => labels['alertname']);
    await until(async () => (await names()).join() === 'Watchdog', 60_000).catch(async () =>
      expect(await names()).to.deep.equal(['Watchdog']),
    );
    await fires('Watchdog', { severity: 'none' });
  });

  it('tell of forged webhooks and updates', async () => {
    const forge = (path: string, headers: Record<string, string>) =>
      fetch(`${shop.edgeUrl}${path}`, { method: 'POST', headers, body: '{}' });
    for (let n = 0; n < 40; n += 1) {
      expect((await forge('/webhook/yookassa', { 'x-forwarded-for': '203.0.113.7' })).status).to.equal(401);
      const wrong = { 'x-telegram-bot-api-secret-token': 'a-secret-that-is-none' };
      expect((await forge('/telegram/webhook', wrong)).status).to.equal(401);
    }
    await fires('SignatureFailures', { severity: 'security', sender: 'yookassa' });
    await fires('SignatureFailures', { severity: 'security', sender: 'telegram' });
  });

  it('tell of a payment that came and was not what was asked', async () => {
    const buyer = await newBuyer(shop);
    const payment = await buyer.order();
    await tell(shop, `/control/yookassa/payments/${payment}`, { amount: '1.00' }, 'PATCH');
    await pay(shop, payment);
    await fires('PaymentInReview', { severity: 'warn' });
  });

  it('tell of money that nobody is credited for, until its provider answers again', async () => {
    const buyer = await newBuyer(shop);
    const payment = await buyer.order();
    await breakYookassa(shop, { match: 'GET /payments', kind: '500', times: 10_000 });
    await pay(shop, payment);
    const unread = () => shop.db.knex('inbox_events').where({ state: 'new' });
    await until(async () => (await unread()).length > 0);
    await unread().update({ receivedAt: minutesAgo(6) });
    await fires('PaidNotCredited', { severity: 'warn', sender: 'yookassa' });
    await fires('PaidNotCredited', { severity: 'page', sender: 'yookassa' });

    await mend(shop);
    await boughtOnce(shop, buyer, 60_000);
    await rests('PaidNotCredited');
  });

  it('tell of a panel that is away, and of access that is owed for too long', async () => {
    const buyers = await Promise.all(Array.from({ length: 6 }, () => newBuyer(shop)));
    const payments = await Promise.all(buyers.map((buyer) => buyer.order()));
    await breakPanel(shop, { match: '/api', kind: 'down' });
    for (const payment of payments) await pay(shop, payment);
    await fires('BreakerOpen', { severity: 'warn', service: 'remnawave' });
    const owed = () => shop.db.knex('subscriptions').whereNotNull('owedSince');
    expect(await owed()).to.have.length(buyers.length);
    await owed().update({ owedSince: minutesAgo(40) });
    await fires('PaidNotProvisioned', { severity: 'page' });
    const warned = (await prometheus.alerts()).some(
      shows({ alertname: 'PaidNotProvisioned', severity: 'warn' }),
    );
    expect(warned, 'beside BreakerOpen').to.equal(false);

    await mend(shop);
    for (const buyer of buyers) await boughtOnce(shop, buyer, 60_000);
    for (const alert of ['PaidNotProvisioned', 'BreakerOpen']) await rests(alert);
  });

  it('tell of access that is owed and that nobody promised, though no panel is away', async () => {
    const { id } = await shop.db.knex('subscriptions').first<{ id: bigint }>();
    await shop.db
      .knex('subscriptions')
      .where({ id })
      .update({ revision: shop.db.knex.raw('revision + 1') });
    await shop.db
      .knex('subscriptions')
      .where({ id })
      .update({ owedSince: minutesAgo(6) });
    await fires('PaidNotProvisioned', { severity: 'warn' });

    await shop.db.transaction((trx) => promise(trx, subscriptionProvision, id, {}));
    await rests('PaidNotProvisioned');
  });

  it('tell of what was given up, and of a job that does not succeed', async () => {
    const poisonous = (job: string, n: number) => ({ job, key: `${job}:poison-${n}`, crashes: 11 });
    const prunes = Array.from({ length: 60 }, (_, n) => poisonous('history.prune', n));
    await shop.db.knex('outbox').insert([...prunes, poisonous('payment.reconcile', 1)]);
    await fires('DeadLetters', { severity: 'page', job_name: 'payment.reconcile' });
    await fires('DeadLetters', { severity: 'warn', job_name: 'history.prune' });
    await fires('JobsFailing', { severity: 'warn', job_name: 'history.prune' });
  });

  it('tell of books that are wrong, until they are mended', async () => {
    const tamper = (by: number) =>
      shop.db.knex.transaction(async (trx) => {
        await trx.raw('set local session_replication_role = replica');
        await trx.raw(
          `update ledger_entries set amount_minor = amount_minor + ${by} where id = (select min(id) from ledger_entries)`,
        );
      });
    await tamper(1);
    await auditNow('broken');
    await fires('LedgerUnbalanced', { severity: 'page' });

    await tamper(-1);
    await auditNow('mended');
    await rests('LedgerUnbalanced');
    await shop.db.knex.raw(
      `update settings set value = jsonb_set(value, '{at}', to_jsonb(now() - interval '3 hours')) where name = 'ledger.audit'`,
    );
    await fires('LedgerNotAudited', { severity: 'warn' });
  });

  it('tell of Telegram’s limits', async () => {
    const buyers = await Promise.all(Array.from({ length: 4 }, () => newBuyer(shop)));
    await tell(shop, '/control/telegram/faults', { method: '*', kind: '429', times: 40, retryAfter: 1 });
    for (const buyer of buyers) await buyer.text('/help');
    await fires('TelegramThrottles', { severity: 'warn' });
    await tell(shop, '/control/telegram/faults', undefined, 'DELETE');
  });

  it('tell of a process that is held up', async () => {
    const letGo = stutter(pidOf(shop, 'web'));
    try {
      await fires('EventLoopLag', { severity: 'warn', job: 'web' });
    } finally {
      await letGo();
    }
    await rests('EventLoopLag', { job: 'web' });
  });

  it('tell of jobs whose worker died in them', async () => {
    const buyers = await Promise.all(Array.from({ length: 5 }, () => newBuyer(shop)));
    await breakYookassa(shop, { match: 'POST /payments', kind: 'slow', times: 5, ms: 20_000 });
    for (const buyer of buyers) await chooseCard(buyer);
    const active = () => producer.queues.get('payments')!.getActiveCount();
    await until(async () => (await active()) >= 5, 30_000, 'they are not being worked on');
    await shop.fleet.kill('worker');
    await fires('JobsStalled', { severity: 'warn', queue: 'payments' });
    await mend(shop);
  });

  it('tell of a process that is started again and again', async () => {
    const startedAt = async () =>
      (await prometheus.query('process_start_time_seconds{job="bot"}'))[0]?.value[1];
    for (let n = 0; n < 4; n += 1) {
      await until(async () => (await startedAt()) !== undefined, 30_000);
      const before = await startedAt();
      await shop.fleet.kill('bot');
      await until(async () => ![undefined, before].includes(await startedAt()), 30_000);
    }
    await fires('Restarts', { severity: 'warn', job: 'bot' });
  });

  it('tell of a queue that nobody works, and of those who wait in it', async () => {
    await nothingOwed(shop, 60_000);
    await slow.kill();
    await fires('WorkersMissing', { severity: 'page', queue: 'maintenance' });
    await fires('ProcessMissing', { severity: 'page', job: 'worker-slow' });
    const worker = pidOf(shop, 'worker');
    process.kill(worker, 'SIGSTOP');
    try {
      const wait = (queue: 'payments' | 'maintenance', minutes: number) =>
        producer.queues
          .get(queue)
          ?.add(
            'order.expire',
            { key: 'order.expire:late', data: {} },
            { timestamp: Date.now() - minutes * 60_000 },
          );
      await wait('payments', 1);
      await wait('maintenance', 6);
      await fires('QueueLag', { severity: 'page', queue: 'payments' });
      await fires('QueueLag', { severity: 'warn', queue: 'maintenance' });
    } finally {
      process.kill(worker, 'SIGCONT');
    }
    slow.start();
    for (const alert of ['WorkersMissing', 'ProcessMissing', 'QueueLag']) await rests(alert);
  });

  it('tell of promises that nobody takes up, with all workers hung', async () => {
    const pids = ['worker', 'worker-people', 'worker-slow'].map((name) => pidOf(shop, name));
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    try {
      const owed = (job: string, minutes: number, more: object = {}) => ({
        job,
        key: `${job}:late`,
        dueAt: minutesAgo(minutes),
        ...more,
      });
      await shop.db.knex('outbox').insert([owed('order.expire', 2), owed('history.prune', 90)]);
      await fires('PromiseStuck', { severity: 'page' });
      await fires('PromiseStuck', { severity: 'warn' });
      await fires('WorkersMissing', { severity: 'page', queue: 'all' });
      await fires('ProcessMissing', { severity: 'page', job: 'worker-people' });
    } finally {
      for (const pid of pids) process.kill(pid, 'SIGCONT');
    }
    for (const alert of ['WorkersMissing', 'ProcessMissing', 'PromiseStuck']) await rests(alert);
  });

  it('have all been seen', () => {
    const all = allRules().map(({ alert, labels }) => `${alert} ${labels['severity']}`);
    expect([...fired].toSorted()).to.deep.equal([...new Set(all)].toSorted());
  });
});

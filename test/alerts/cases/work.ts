import { chooseCard, newBuyer, nothingOwed, tell } from '../../e2e/support/buyer.js';
import { breakYookassa, mend } from '../../e2e/support/faults.js';
import { until } from '../../support/until.js';
import { pidOf } from '../support/processes.js';
import type { WatchedShop } from '../support/watched.js';

/** What is owed, and whether it moves. */
export function work(shop: WatchedShop): void {
  it('tell of what was given up, and of a job that does not succeed', async () => {
    const poisonous = (job: string, n: number) => ({ job, key: `${job}:poison-${n}`, crashes: 11 });
    const prunes = Array.from({ length: 60 }, (_, n) => poisonous('history.prune', n));
    await shop.db.knex('outbox').insert([...prunes, poisonous('payment.reconcile', 1)]);
    await shop.fires('DeadLetters', { severity: 'page', job_name: 'payment.reconcile' });
    await shop.fires('DeadLetters', { severity: 'warn', job_name: 'history.prune' });
    await shop.fires('JobsFailing', { severity: 'warn', job_name: 'history.prune' });
    const letter = { person: '42', updateId: 1, update: { update_id: 1 }, receivedAt: Date.now() };
    await shop.opened.redis.lpush('{2getpro}:mail:dead', JSON.stringify(letter));
    await shop.fires('DeadLetters', { severity: 'warn', queue: 'updates' });
  });

  it('tell of Telegram’s limits', async () => {
    const buyers = await Promise.all(Array.from({ length: 4 }, () => newBuyer(shop)));
    await tell(shop, '/control/telegram/faults', { method: '*', kind: '429', times: 40, retryAfter: 1 });
    for (const buyer of buyers) await buyer.text('/help');
    await shop.fires('TelegramThrottles', { severity: 'warn' });
    await tell(shop, '/control/telegram/faults', undefined, 'DELETE');
  });

  it('tell of jobs whose worker died in them', async () => {
    const buyers = await Promise.all(Array.from({ length: 5 }, () => newBuyer(shop)));
    await breakYookassa(shop, { match: 'POST /payments', kind: 'slow', times: 5, ms: 20_000 });
    for (const buyer of buyers) await chooseCard(buyer);
    const active = () => shop.opened.queues.get('payments')!.getActiveCount();
    await until(async () => (await active()) >= 5, 30_000, 'they are not being worked on');
    await shop.fleet.kill('worker');
    await shop.fires('JobsStalled', { severity: 'warn', queue: 'payments' });
    await mend(shop);
  });

  it('tell of a queue that nobody works, and of those who wait in it', async () => {
    await nothingOwed(shop, 60_000);
    await shop.slow.kill();
    await shop.fires('WorkersMissing', { severity: 'page', queue: 'maintenance' });
    await shop.fires('ProcessMissing', { severity: 'page', job: 'worker-slow' });
    const worker = pidOf(shop, 'worker');
    process.kill(worker, 'SIGSTOP');
    try {
      const wait = (queue: 'payments' | 'maintenance', minutes: number) =>
        shop.opened.queues
          .get(queue)
          ?.add(
            'order.expire',
            { key: 'order.expire:late', data: {} },
            { timestamp: Date.now() - minutes * 60_000 },
          );
      await wait('payments', 1);
      await wait('maintenance', 6);
      await shop.fires('QueueLag', { severity: 'page', queue: 'payments' });
      await shop.fires('QueueLag', { severity: 'warn', queue: 'maintenance' });
    } finally {
      process.kill(worker, 'SIGCONT');
    }
    shop.slow.start();
    for (const alert of ['WorkersMissing', 'ProcessMissing', 'QueueLag']) await shop.rests(alert);
  });

  it('tell of promises that nobody takes up, with all workers hung', async () => {
    const pids = ['worker', 'worker-people', 'worker-slow'].map((name) => pidOf(shop, name));
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    try {
      const owed = (job: string, minutes: number, more: object = {}) => ({
        job,
        key: `${job}:late`,
        dueAt: shop.minutesAgo(minutes),
        ...more,
      });
      await shop.db.knex('outbox').insert([owed('order.expire', 2), owed('history.prune', 90)]);
      await shop.fires('PromiseStuck', { severity: 'page' });
      await shop.fires('PromiseStuck', { severity: 'warn' });
      await shop.fires('WorkersMissing', { severity: 'page', queue: 'all' });
      await shop.fires('ProcessMissing', { severity: 'page', job: 'worker-people' });
    } finally {
      for (const pid of pids) process.kill(pid, 'SIGCONT');
    }
    for (const alert of ['WorkersMissing', 'ProcessMissing', 'PromiseStuck']) await shop.rests(alert);
  });
}

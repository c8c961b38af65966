import { useShop, type Shop } from '../../e2e/support/shop.js';
import ledgerAudit from '../../../src/jobs/ledger.audit.js';
import { openQueues, type OpenQueues } from '../../../src/queue/producer.js';
import { promise } from '../../../src/queue/promise.js';
import { applications } from '../../support/ecosystem.js';
import { until } from '../../support/until.js';
import { lonelyWorker, type Lonely } from './processes.js';
import { startPrometheus, type Prometheus } from './prometheus.js';

type Labels = Readonly<Record<string, string>>;

/** A fleet with the pools of production, that the real Prometheus looks at. */
export type WatchedShop = Shop & {
  readonly prometheus: Prometheus;
  readonly opened: OpenQueues;
  /** The pool `worker-slow`, which nobody starts again. */
  readonly slow: Lonely;
  /** "alert severity" of each that fired. */
  readonly fired: Set<string>;
  /** Waits until this alert fires. */
  fires(alertname: string, labels: Labels): Promise<void>;
  /** Waits until it neither fires nor is about to. */
  rests(alertname: string, labels?: Labels): Promise<void>;
  auditNow(tick: string): Promise<void>;
  minutesAgo(minutes: number): ReturnType<Shop['db']['knex']['raw']>;
};

const queuesOf = Object.fromEntries(applications().map(({ name, env }) => [name, env.WORKER_QUEUES ?? '']));
const pool = (name: string) => ({ script: 'worker', env: { WORKER_QUEUES: queuesOf[name] ?? '' } }) as const;

export const shows =
  (wanted: Labels) =>
  ({ labels }: { readonly labels: Labels }): boolean =>
    Object.entries(wanted).every(([name, value]) => labels[name] === value);

/** Call inside a `describe`. */
export function useWatchedShop(): WatchedShop {
  const shop = useShop({
    members: {
      bot: 'bot',
      web: 'web',
      'worker-people': pool('worker-people'),
      worker: pool('worker'),
      scheduler: 'scheduler',
    },
  }) as WatchedShop;
  before(async () => {
    const slow = await lonelyWorker(shop, 'worker-slow', queuesOf['worker-slow'] ?? '');
    slow.start();
    const opened = openQueues(shop.env['REDIS_URL'] ?? '');
    const prometheus = await startPrometheus({ ...shop.ops, 'worker-slow': slow.opsUrl });
    Object.assign(shop, { slow, opened, prometheus });
  });
  after(async () => {
    await shop.prometheus.stop();
    await shop.opened.close();
    await shop.slow.kill();
  });

  const patienceMs = 90_000;
  return Object.assign(shop, {
    fired: new Set<string>(),
    async fires(alertname: string, labels: Labels) {
      const wanted = { alertname, ...labels };
      const firing = async () =>
        (await shop.prometheus.alerts()).some((alert) => alert.state === 'firing' && shows(wanted)(alert));
      await until(firing, patienceMs, `${JSON.stringify(wanted)} never fired`);
      shop.fired.add(`${alertname} ${labels['severity']}`);
    },
    async rests(alertname: string, labels: Labels = {}) {
      const wanted = { alertname, ...labels };
      const resting = async () => !(await shop.prometheus.alerts()).some(shows(wanted));
      await until(resting, patienceMs, `${JSON.stringify(wanted)} goes on`);
    },
    auditNow: (tick: string) =>
      shop.db.transaction((trx) => promise(trx, ledgerAudit, tick, {}, { once: true })),
    minutesAgo: (minutes: number) => shop.db.knex.raw(`clock_timestamp() - interval '${minutes} minutes'`),
  });
}

import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Run } from '../queue/consumer.js';
import { version } from './version.js';

export type Metrics = ReturnType<typeof createMetrics>;

/**
 * What a process tells of itself at /metrics. Durations are given in milliseconds and told in seconds. No label is
 * called `job` or `instance`: Prometheus gives those itself, and would call ours otherwise.
 */
export function createMetrics(processName: string) {
  const registry = new Registry();
  registry.setDefaultLabels({ process: processName });
  collectDefaultMetrics({ register: registry });
  showBuild([registry]);

  const { jobs, jobSeconds, stalled, replySeconds, provisionedSeconds } = workMetrics([registry]);
  const { updates, webhooks, calls, telegram, breaker } = outsideMetrics([registry]);

  return {
    registry,
    /** A run of a job ended. */
    ran({ queue, job, result, ms }: Run): void {
      jobs.inc({ queue, job_name: job, result });
      jobSeconds.observe({ queue, job_name: job }, ms / 1_000);
    },
    /** A worker of this queue died or hung in a job, and another takes it up. */
    stalled: (queue: string): void => stalled.inc({ queue }),
    /** Somebody got an answer, this long after Telegram's update came in. */
    replied: (ms: number): void => replySeconds.observe(ms / 1_000),
    /** A buyer got access, this long after the provider's webhook came in. */
    provisioned: (ms: number): void => provisionedSeconds.observe(ms / 1_000),
    /** `outcome`: ok, rejected, failed, throttled, open. */
    called: (service: string, outcome: string, ms: number): void =>
      calls.observe({ service, outcome }, ms / 1_000),
    calledTelegram: (method: string, outcome: string): void => telegram.inc({ method, outcome }),
    breakerIs: (service: string, open: boolean): void => breaker.set({ service }, open ? 1 : 0),
    /** `result`: taken, repeated, refused, malformed, too_large, away, dropped. */
    receivedUpdate: (result: string): void => updates.inc({ result }),
    /** `result`: stored, known, ignored, refused, malformed, too_large, away. */
    receivedWebhook: (sender: string, result: string): void => webhooks.inc({ sender, result }),
    /** Nothing failed yet. Without a beginning at 0 the first time would be no increase; so below. */
    expectRuns(queue: string, names: readonly string[]): void {
      stalled.inc({ queue }, 0);
      for (const name of names)
        for (const result of ['retry', 'never']) jobs.inc({ queue, job_name: name, result }, 0);
    },
    expectUpdates: (): void => updates.inc({ result: 'refused' }, 0),
    expectWebhooks: (sender: string): void => webhooks.inc({ sender, result: 'refused' }, 0),
  };
}

/** 1, under the version that runs. */
function showBuild(registers: Registry[]): void {
  const build = new Gauge({ name: 'build_info', help: 'What runs', labelNames: ['version'], registers });
  build.set({ version: version() }, 1);
}

const workMetrics = (registers: Registry[]) => ({
  jobs: new Counter({
    name: 'jobs_total',
    help: 'Runs of jobs by their outcome',
    labelNames: ['queue', 'job_name', 'result'],
    registers,
  }),
  jobSeconds: new Histogram({
    name: 'job_duration_seconds',
    help: 'How long a run of a job took',
    labelNames: ['queue', 'job_name'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  }),
  stalled: new Counter({
    name: 'jobs_stalled_total',
    help: 'Jobs whose worker died or hung in them',
    labelNames: ['queue'],
    registers,
  }),
  replySeconds: new Histogram({
    name: 'update_reply_seconds',
    help: 'From an update of Telegram to the answer that its person sees',
    buckets: [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 30],
    registers,
  }),
  provisionedSeconds: new Histogram({
    name: 'webhook_provisioned_seconds',
    help: 'From the webhook of a payment to working access',
    buckets: [0.25, 0.5, 1, 2, 3, 5, 10, 30, 60, 300, 3_600],
    registers,
  }),
});

const outsideMetrics = (registers: Registry[]) => ({
  updates: new Counter({
    name: 'updates_received_total',
    help: 'Updates of Telegram by what became of them at the door',
    labelNames: ['result'],
    registers,
  }),
  webhooks: new Counter({
    name: 'webhooks_received_total',
    help: 'Webhooks of providers and panels by what became of them at the door',
    labelNames: ['sender', 'result'],
    registers,
  }),
  calls: new Histogram({
    name: 'upstream_call_seconds',
    help: 'Calls of panels and providers',
    labelNames: ['service', 'outcome'],
    buckets: [0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30],
    registers,
  }),
  telegram: new Counter({
    name: 'telegram_calls_total',
    help: 'Calls of the Bot API',
    labelNames: ['method', 'outcome'],
    registers,
  }),
  breaker: new Gauge({
    name: 'breaker_open',
    help: '1 while this service is given a rest, 0 also once nobody has called it for three minutes',
    labelNames: ['service'],
    registers,
  }),
});

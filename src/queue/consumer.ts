import { DelayedError, UnrecoverableError, WaitingError, Worker } from 'bullmq';
import type { ConnectionOptions, Job as BullJob } from 'bullmq';
import { correlated } from '../correlation.js';
import type { Reporter } from '../observability/reporter.js';
import { keep, type Keeper } from './keep.js';
import type { Jobs } from './load-jobs.js';
import { outcomeOf, type Outcome } from './outcome.js';
import type { Payload } from './producer.js';
import type { Scope } from './scope.js';
import { prefix, topology, type QueueName } from './topology.js';

export interface Run {
  readonly queue: QueueName;
  readonly job: string;
  readonly result: Outcome['is'];
  readonly ms: number;
}

export interface Running extends Keeper {
  readonly jobs: Jobs;
  readonly scope: Omit<Scope, 'signal'>;
  readonly reporter: Pick<Reporter, 'report' | 'trace'>;
  /** Hears of every run, for the metrics. */
  readonly ran: (run: Run) => void;
  /** Hears of every job that was found lying: its worker died, or hung. */
  readonly stalled?: (queue: QueueName) => void;
  /** Jobs at a time instead of the queue's own number. */
  readonly concurrency?: number | undefined;
  /** Shortens locks and delays in tests. */
  readonly scale?: number;
}

/** Works one queue: the wrapper around every handler, and the only place where our outcomes become BullMQ's. */
export function createConsumer(
  queue: QueueName,
  running: Running,
  connection: ConnectionOptions,
): Worker<Payload> {
  const { scope, ran, reporter, scale = 1 } = running;
  const { backoffMs } = topology[queue];
  const concurrency = running.concurrency ?? topology[queue].concurrency;

  const run = async (delivery: BullJob<Payload>, token?: string, signal?: AbortSignal): Promise<void> => {
    const { name, id, attemptsMade, data } = delivery;
    const log = scope.log.child({ job: name, id, key: data.key, attempt: attemptsMade + 1 });
    const started = performance.now();
    const outcome = await reporter.trace(name, () =>
      attempt(delivery, running, { ...scope, log, signal: signal ?? AbortSignal.any([]) }),
    );

    const ms = Math.round(performance.now() - started);
    const { is, error, ...why } = { error: undefined, ...outcome };
    log[is === 'done' || is === 'later' ? 'info' : is === 'retry' ? 'warn' : 'error']({ ms, ...why }, is);
    ran({ queue, job: name, result: is, ms });
    if (is === 'never' && !signal?.aborted) {
      reporter.report(error, { fault: 'dead letter', job: name, key: data.key });
    }
    await obey(outcome, delivery, scale, token, signal);
  };
  // Three declared parameters, because BullMQ gives a signal only to processors that declare it.
  const work = (delivery: BullJob<Payload>, token?: string, signal?: AbortSignal): Promise<void> =>
    correlated(delivery.data.correlation ?? String(delivery.id), () => run(delivery, token, signal));

  const worker = new Worker<Payload>(queue, work, {
    connection,
    prefix,
    concurrency,
    maxStalledCount: 10, // the default of 1 overrides attempts
    lockDuration: Math.max(1_000, 10_000 * scale),
    // With the lock it is what a crash delays work by, and that has to stay below 15 s.
    stalledInterval: Math.max(500, 2_500 * scale),
    settings: {
      backoffStrategy: (made) =>
        Math.min(60_000, backoffMs * 2 ** (made - 1)) * scale * (0.75 + Math.random() / 4),
    },
  });
  worker.on('stalled', () => running.stalled?.(queue));
  worker.on('error', (error) => scope.log.error({ reason: String(error), queue }, 'worker error'));
  return worker;
}

async function attempt(delivery: BullJob<Payload>, running: Running, scope: Scope): Promise<Outcome> {
  const { name, id, attemptsMade, opts, data } = delivery;
  const facts = {
    ...data,
    attempt: attemptsMade + 1,
    attempts: opts.attempts ?? 1,
    promised: !!id?.startsWith('o-'),
  };
  const job = running.jobs.get(name);
  if (job) return keep(job, facts, running, scope);

  // During a deploy the next worker may be the one that knows it.
  const outcome = outcomeOf(new Error(`no such job: ${name}`), { ...facts, ageMs: 0 });
  if (outcome.is === 'never') await scope.db.outbox.parkKey(data.key, outcome.reason);
  return outcome;
}

/** Tells BullMQ in its own words: by returning, or by what is thrown. */
async function obey(
  outcome: Outcome,
  delivery: BullJob,
  scale: number,
  token?: string,
  signal?: AbortSignal,
): Promise<void> {
  if (outcome.is === 'done') return;
  if (signal?.aborted) {
    await delivery.moveToWait(token);
    throw new WaitingError(); // interrupted by our shutdown: not the job's fault, no attempt spent
  }
  // A new error, because BullMQ keeps message and stack in Redis, and theirs are not scrubbed.
  if (outcome.is === 'retry') throw new Error(outcome.reason);
  if (outcome.is === 'never') throw new UnrecoverableError(outcome.reason);
  await delivery.moveToDelayed(Date.now() + outcome.afterMs * scale, token);
  throw new DelayedError();
}

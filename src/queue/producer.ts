import { Queue, type BulkJobOptions } from 'bullmq';
import type { Sendable } from '../db/outbox.js';
import { connect, type Connection, type RedisAddress } from './connect.js';
import type { Job, JsonObject } from './define-job.js';
import type { Jobs } from './load-jobs.js';
import { prefix, queueNames, topology, type QueueName } from './topology.js';

/** What a job in Redis holds. The key says whose it is; the data is that of the promise which came first. */
export interface Payload {
  readonly key: string;
  readonly data: JsonObject;
  readonly correlation?: string | undefined;
}

export type Send = (promises: readonly Sendable[]) => Promise<void>;

/** All queues, over one connection. */
export interface OpenQueues {
  readonly redis: Connection;
  readonly queues: ReadonlyMap<QueueName, Queue<Payload>>;
  close(): Promise<void>;
}

export interface Producer extends OpenQueues {
  /** Adds the jobs of these promises, one round trip per queue, and two more where bulk turns out to be waited for. */
  readonly send: Send;
}

export function openQueues(
  address: string | RedisAddress,
  onError: (error: unknown) => void = () => {},
): OpenQueues {
  const redis = connect(address);
  redis.on('error', onError);
  const queues = new Map(queueNames.map((name) => [name, openQueue(name, redis, onError)]));

  return {
    redis,
    queues,
    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      redis.disconnect();
    },
  };
}

export function createProducer(
  jobs: Jobs,
  address: string | RedisAddress,
  onError?: (error: unknown) => void,
): Producer {
  const opened = openQueues(address, onError);

  return {
    ...opened,
    async send(promises) {
      const bulks = new Map<QueueName, ReturnType<typeof toJob>[]>();
      for (const owed of promises) {
        const job = jobs.get(owed.job);
        if (!job) throw new Error(`promise ${owed.id} names an unknown job: ${owed.job}`);
        const bulk = bulks.get(job.queue) ?? [];
        bulk.push(toJob(owed, job));
        bulks.set(job.queue, bulk);
      }
      await Promise.all([...bulks].map(([queue, bulk]) => add(opened.queues.get(queue)!, bulk)));
    },
  };
}

/**
 * The id is the promise's, never the subject's: Redis ignores an id it has seen, silently. What keeps one run per
 * key is the deduplication: while a job of this key waits, this one is that one; while one runs, one more follows.
 */
function toJob({ id, key, data, sends, lane, correlation }: Sendable, { name, reschedule = false }: Job) {
  const deduplication = { id: key, keepLastIfActive: true, ...(reschedule && sends === 1 && { reschedule }) };
  // Bulk waits behind everything that somebody waits for: jobs without a priority go first.
  const opts: BulkJobOptions = {
    jobId: `o-${id}-${sends}`,
    deduplication,
    ...(lane === 2 && { priority: 1 }),
  };
  return { name, data: { key, data, ...(correlation && { correlation }) }, opts };
}

/** Whoever waits for what waits as bulk by now is not to wait behind all the other bulk. */
async function add(queue: Queue<Payload>, bulk: readonly ReturnType<typeof toJob>[]): Promise<void> {
  const jobs = await queue.addBulk([...bulk]);
  const inPlaceOf = jobs.flatMap(({ id }, at) => {
    const { jobId, priority } = bulk[at]!.opts;
    return id !== undefined && id !== jobId && priority === undefined ? [id] : [];
  });
  await Promise.all([...new Set(inPlaceOf)].map((id) => takeOutOfBulk(queue, id)));
}

async function takeOutOfBulk(queue: Queue<Payload>, id: string): Promise<void> {
  const job = await queue.getJob(id);
  if (job?.priority) await job.changePriority({ priority: 0 }).catch(() => {}); // it ran meanwhile
}

export function openQueue(
  name: QueueName,
  connection: Connection,
  onError: (error: unknown) => void,
): Queue<Payload> {
  const { attempts, keepDone } = topology[name];
  const queue = new Queue<Payload>(name, {
    connection,
    prefix,
    defaultJobOptions: {
      attempts,
      backoff: { type: 'capped' },
      removeOnComplete: { age: 86_400, count: keepDone }, // seconds
      removeOnFail: { age: 30 * 86_400, count: 20_000 },
    },
  });
  queue.on('error', onError);
  return queue;
}

import type { Queue } from 'bullmq';
import type { Registry } from 'prom-client';
import type { OpenQueues } from '../queue/producer.js';
import { countSetAside } from '../queue/set-aside.js';
import { look } from './look.js';
import { show } from './show.js';

/** Bulk waits as `prioritized`. */
const states = ['waiting', 'prioritized', 'active', 'delayed', 'failed'] as const;

/**
 * Shows how deep the queues are, how long their oldest job waits, who works them, and what was set aside of a mailbox.
 * For processes that hold the queues.
 */
export function watchQueues(
  registry: Registry,
  { queues, redis }: Pick<OpenQueues, 'queues' | 'redis'>,
  failed: (error: unknown) => void,
): void {
  const db = 'db' in redis.options ? (redis.options.db ?? 0) : 0;
  const read = look(async () => {
    const reading = [...queues].map(([name, queue]) => readQueue(name, queue, db));
    const [setAside, ...seen] = await Promise.all([countSetAside(redis), ...reading]);
    return { setAside, seen };
  }, failed);

  show(registry, read, [
    {
      name: 'queue_depth',
      help: 'Jobs of a queue by their state',
      labelNames: ['queue', 'state'],
      samples: ({ seen }) =>
        seen.flatMap(({ queue, counts }) =>
          states.map((state) => [{ queue, state }, counts[state] ?? 0] as const),
        ),
    },
    {
      name: 'queue_oldest_waiting_seconds',
      help: 'How long the oldest waiting job of a queue waits',
      labelNames: ['queue'],
      samples: ({ seen }) => seen.map(({ queue, oldestMs }) => [{ queue }, oldestMs / 1_000]),
    },
    {
      name: 'queue_workers',
      help: 'Workers that are connected to a queue',
      labelNames: ['queue'],
      samples: ({ seen }) => seen.map(({ queue, workers }) => [{ queue }, workers]),
    },
    {
      name: 'updates_set_aside',
      help: 'Updates of Telegram that failed too often and wait for a person',
      samples: ({ setAside }) => [[{}, setAside]],
    },
  ]);
}

/** Commands of one tick travel together, so all queues cost one round trip. */
async function readQueue(queue: string, from: Queue, db: number) {
  const [counts, workers, waiting, bulk] = await Promise.all([
    from.getJobCounts(...states),
    from.getWorkers(),
    from.getWaiting(0, 0),
    from.getPrioritized(0, 0),
  ]);
  const now = Date.now();
  const ages = [...waiting, ...bulk].map(({ timestamp }) => now - timestamp);
  // The list is the whole server's: another shop in another of its logical databases may call its queues the same.
  const ours = workers.filter((worker) => Number(worker['db'] ?? db) === db);
  return { queue, counts, workers: ours.length, oldestMs: Math.max(0, ...ages) };
}

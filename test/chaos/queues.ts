import { openQueue } from '../../src/queue/producer.js';
import { queueNames } from '../../src/queue/topology.js';
import type { Shop } from '../support/fleet/open-shop.js';
import type { Found } from './invariants.js';

interface Seen {
  readonly id: string;
  readonly key: string;
  readonly isFailed: boolean;
}

/** What is added for an update alone, and stands for no promise: what is lost of it is a tap (docs/architecture.md). */
const ofUpdates = /^(?:mailbox\.drain|inline\.answer|precheckout\.answer):/;

/**
 * What Redis holds in the end, done and failed included, against the promises. A failed job is one for the dead letters
 * in Postgres, which are what is counted and shown: none may have failed of which they know nothing.
 */
export async function queueRules({ db, redis }: Pick<Shop, 'db' | 'redis'>): Promise<Record<string, Found>> {
  const seen = (await Promise.all(queueNames.map((name) => jobsOf(redis, name)))).flat();
  const promised = seen.filter(({ key }) => !ofUpdates.test(key));
  // The jobs first: whatever stands in Redis was committed before.
  const rows = await db
    .knex('outbox')
    .select<{ id: bigint; key: string; isOpen: boolean }[]>(
      'id',
      'key',
      db.knex.raw('(done_at is null and parked_at is null) is_open'),
    );
  const keys = new Set(rows.map(({ key }) => key));
  const open = new Set(rows.filter(({ isOpen }) => isOpen).map(({ id }) => String(id)));
  const name = ({ id, key }: Seen): string => `${key}, job ${id}`;
  return {
    'each job in Redis stands for a promise': promised.filter(({ key }) => !keys.has(key)).map(name),
    'a job that failed left a dead letter, or was made up for': promised
      .filter(({ id, isFailed }) => isFailed && open.has(/^o-(\d+)-/.exec(id)?.[1] ?? ''))
      .map(name),
  };
}

async function jobsOf(redis: Shop['redis'], name: (typeof queueNames)[number]): Promise<Seen[]> {
  const queue = openQueue(name, redis, () => {});
  try {
    const jobs = await queue.getJobs(['waiting', 'prioritized', 'active', 'delayed', 'failed', 'completed']);
    return jobs
      .filter(Boolean) // removed while they were read
      .map(({ id = '', data, failedReason, finishedOn }) => ({
        id,
        key: data.key,
        isFailed: Boolean(failedReason) && finishedOn !== undefined,
      }));
  } finally {
    await queue.close();
  }
}

import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';

/** Works empty jobs: each makes its share of one-row commits, and nothing else. */
const connection = new Redis(process.env['REDIS_URL']!, { maxRetriesPerRequest: null });
const pool = new Pool({ connectionString: process.env['DATABASE_URL']!, max: 10 });
await pool.query(
  'create table if not exists bare_rows (id bigint generated always as identity primary key, at timestamptz not null default now())',
);
const queue = new Queue('bare', {
  connection,
  defaultJobOptions: { removeOnComplete: { age: 86_400, count: 5_000 } },
});
const worker = new Worker<{ commits: number }>(
  'bare',
  async ({ data: { commits } }) => {
    for (let n = 0; n < commits; n++) await pool.query('insert into bare_rows default values');
  },
  { connection, concurrency: 32 },
);
worker.on('error', console.error);

interface Batch {
  readonly purchases: number;
  /** How many commits each job of a purchase makes. */
  readonly jobs: readonly number[];
}

/** Adds the jobs of so many purchases, and answers when all of them are done. */
async function run({ purchases, jobs }: Batch): Promise<number> {
  const startedAt = performance.now();
  for (let left = purchases; left > 0; left -= 100) {
    const some = Array.from({ length: Math.min(left, 100) }, () => jobs).flat();
    await queue.addBulk(some.map((commits) => ({ name: 'job', data: { commits } })));
  }
  for (;;) {
    const { waiting = 0, active = 0 } = await queue.getJobCounts('waiting', 'active');
    if (waiting + active === 0) return performance.now() - startedAt;
    await sleep(10);
  }
}

process.on('message', (batch) => {
  void run(batch as Batch).then((ms) => process.send?.({ ms }));
});
process.on('disconnect', () => process.exit());
await worker.waitUntilReady();
process.send?.({});

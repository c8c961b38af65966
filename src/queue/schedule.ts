import { schedule } from 'node-cron';
import type { Db } from '../db/db.js';
import type { Job } from './define-job.js';
import type { Jobs } from './load-jobs.js';
import { promise } from './promise.js';

/**
 * Turns the `schedule` of each job into promises until closed. A tick's subject is its slot and it is promised once,
 * so any number of schedulers promise it once, and none is lost with Redis.
 */
export function runSchedule(db: Db, jobs: Jobs, onError: (error: unknown) => void): () => Promise<void> {
  const tasks = [...new Set(jobs.values())].flatMap((job) =>
    job.schedule === undefined
      ? []
      : schedule(job.schedule, ({ date }) => tick(db, job, date).catch(onError), { timezone: 'UTC' }),
  );
  return async () => {
    for (const task of tasks) await task.destroy();
  };
}

/** `date` may be milliseconds late and differ between schedulers; the slot is the second it belongs to. */
export const tick = (db: Db, job: Job, date: Date): Promise<void> => {
  const slot = `${date.toISOString().slice(0, 19)}Z`;
  return db.transaction((trx) => promise(trx, job, slot, {}, { once: true, lane: 2 }));
};

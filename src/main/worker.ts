import type { Worker } from 'bullmq';
import { createDb } from '../db/db.js';
import { openSession } from '../db/session.js';
import { oweSetup } from '../jobs/bot.configure.js';
import { watchPromises } from '../observability/watch-promises.js';
import { watchQueues } from '../observability/watch-queues.js';
import { createConsumer } from '../queue/consumer.js';
import { loadJobs } from '../queue/load-jobs.js';
import { createProducer } from '../queue/producer.js';
import { runRelay } from '../queue/run-relay.js';
import { topology } from '../queue/topology.js';
import { scrub } from '../scrub.js';
import { runProcess } from '../run-process.js';
import { checkDatabase, checkRedis } from './checks.js';
import { serveOps } from './ops.js';
import { createScope } from './scope.js';

/** A person whose update waits so long has a drain that died, or was lost. */
const forgottenMs = 10_000;

await runProcess('worker', async (app) => {
  const { config, log, metrics, onClose, retryAtStart } = app;
  const { WORKER_QUEUES: queues, WORKER_CONCURRENCY: concurrency, TIME_SCALE: scale } = config;
  const { DATABASE_URL, REDIS_URL: url } = config;
  const failed = (what: string) => (error: unknown) => log.error({ reason: scrub(error) }, what);

  const jobs = await loadJobs();
  const slots = queues.reduce((sum, queue) => sum + (concurrency ?? topology[queue].concurrency), 0);
  const db = createDb(DATABASE_URL, Math.min(slots, 10), failed('database'));
  onClose('database', () => db.close());
  const producer = createProducer(jobs, url, failed('redis'));
  onClose('producer', () => producer.close());
  await retryAtStart('PostgreSQL', () => checkDatabase(db));
  await retryAtStart('Redis', () => checkRedis(producer.redis));

  const wake = { relays: () => {} };
  const session = await openSession(DATABASE_URL, () => wake.relays(), failed('session lost'));
  onClose('session', () => session.close());
  const relay = runRelay(db, jobs, producer, { log, alone: session.alone, scale });
  wake.relays = () => relay.wake();
  onClose('relay', () => relay.close());

  const scope = createScope(app, db, producer);
  const forgotten = setInterval(
    () => void scope.mailbox.wakeForgotten(forgottenMs * scale).catch(failed('mailboxes')),
    Math.max(500, 5_000 * scale),
  );
  onClose('mailbox watch', async () => clearInterval(forgotten));
  const running = { jobs, session, scope, ran: metrics.ran, scale, concurrency };
  const connection = { url, maxRetriesPerRequest: null };
  const workers = queues.map((queue) => createConsumer(queue, running, connection));
  onClose('workers', () => Promise.all(workers.map((worker) => drain(worker, config.SHUTDOWN_GRACE_MS))));

  await oweSetup(scope);
  watchQueues(metrics.registry, producer.queues, failed('metrics'));
  watchPromises(metrics.registry, db, failed('metrics'));
  await serveOps(app, {
    postgres: async () => void (await db.knex.raw('select 1')),
    redis: async () => void (await producer.redis.ping()),
  });
});

/** Lets running jobs finish; past the grace period interrupts them, so that another worker may. */
async function drain(worker: Worker, graceMs: number): Promise<void> {
  const interrupt = setTimeout(() => worker.cancelAllJobs('shutting down'), graceMs);
  // A worker whose Redis is away never closes by itself.
  const enough = setTimeout(() => void worker.close(true), graceMs + 3_000);
  await worker.close();
  clearTimeout(interrupt);
  clearTimeout(enough);
}

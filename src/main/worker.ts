import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'bullmq';
import { createDb, type Db } from '../db/db.js';
import { openSession, type Session } from '../db/session.js';
import { oweSetup } from '../jobs/bot.configure.js';
import { watchStore } from '../observability/watch-store.js';
import { watchQueues } from '../observability/watch-queues.js';
import { connect } from '../queue/connect.js';
import { createConsumer, type Running } from '../queue/consumer.js';
import { loadJobs, type Jobs } from '../queue/load-jobs.js';
import { createProducer, type Producer } from '../queue/producer.js';
import { runRelay } from '../queue/run-relay.js';
import { topology, type QueueName } from '../queue/topology.js';
import { watchMailboxes } from '../queue/watch-mailboxes.js';
import { runProcess, type App } from '../run-process.js';
import { scrub } from '../scrub.js';
import { checkDatabase, checkRedis } from './checks.js';
import { serveOps } from './ops.js';
import { createScope } from './scope.js';

/** Wakes this process's relay, once it runs. */
interface Wake {
  relay: () => void;
}

interface Pool extends Pick<Running, 'jobs' | 'scope' | 'session'> {
  readonly queues: readonly QueueName[];
}

const connectionsAtMost = 10;
/** How soon everybody knows that a provider is given a rest, or is back. */
const restsMs = 2_000;

await runProcess('worker', async (app) => {
  const { config, metrics, onClose, retryAtStart } = app;
  const failed = (what: string) => (error: unknown) => app.log.error({ reason: scrub(error) }, what);
  const checks: Record<string, () => Promise<unknown>> = {};
  await serveOps(app, checks); // first, since it tells of the draining to the end

  const jobs = await loadJobs();
  const producer = createProducer(jobs, config.redis, failed('redis'));
  onClose('producer', () => producer.close());
  const { urgent, others } = apart(config.WORKER_QUEUES);
  const wake = { relay: () => {} };
  const db = openDb(app, others, wake);
  await retryAtStart('PostgreSQL', () => checkDatabase(db));
  await retryAtStart('Redis', () => checkRedis(producer.redis));

  const session = await relayAndListen(app, { db, jobs, producer, wake });
  const { rests, ...scope } = createScope(app, db, producer);
  const looking = setInterval(() => void rests.look().catch(() => {}), restsMs); // the connection tells its own errors
  onClose('watch of breakers', async () => clearInterval(looking));
  const pools: Pool[] = [{ queues: others, jobs, scope, session }];
  if (urgent.length > 0) {
    const own = openDb(app, urgent, wake);
    const ownSession = await openSession(
      config.DATABASE_URL,
      () => {},
      failed('session lost'),
      config.TIME_SCALE,
    );
    onClose('session of pre-checkouts', () => ownSession.close());
    pools.push({ queues: urgent, jobs, scope: { ...scope, db: own }, session: ownSession });
  }
  work(app, pools);
  await oweSetup(scope);

  Object.assign(checks, {
    postgres: () => db.knex.raw('select 1'),
    session: () => session.ping(),
    redis: () => producer.redis.ping(),
  });
  watchQueues(metrics.registry, producer, failed('metrics'));
  watchStore(metrics.registry, db, failed('metrics'));
});

/** Telegram waits ten seconds for a pre-checkout: it has connections of its own, which no backlog stands before. */
function apart(queues: readonly QueueName[]) {
  return {
    urgent: queues.filter((queue) => queue === 'precheckout'),
    others: queues.filter((queue) => queue !== 'precheckout'),
  };
}

/** What was promised in this process is relayed by it: nobody need be told. */
function openDb({ config, log, onClose }: App, queues: readonly QueueName[], wake: Wake): Db {
  const slots = queues.reduce(
    (sum, queue) => sum + (config.WORKER_CONCURRENCY ?? topology[queue].concurrency),
    0,
  );
  const db = createDb(
    config.DATABASE_URL,
    Math.max(2, Math.min(slots, connectionsAtMost)),
    (error) => log.error({ reason: scrub(error) }, 'database'),
    () => wake.relay(),
  );
  onClose('database', () => db.close());
  return db;
}

/** Relays what is promised, by whomever, as soon as it is. */
async function relayAndListen(
  { config, log, onClose }: App,
  {
    db,
    jobs,
    producer,
    wake,
  }: { readonly db: Db; readonly jobs: Jobs; readonly producer: Producer; wake: Wake },
): Promise<Session> {
  const session = await openSession(
    config.DATABASE_URL,
    () => wake.relay(),
    (error) => log.error({ reason: scrub(error) }, 'session lost'),
    config.TIME_SCALE,
  );
  onClose('session', () => session.close());
  const relay = runRelay(db, jobs, producer, { log, alone: session.alone, scale: config.TIME_SCALE });
  wake.relay = () => relay.wake();
  onClose('relay', () => relay.close());
  return session;
}

/** Runs the jobs of these pools until the process ends: then all of them drain at once, since all have one grace. */
function work(app: App, pools: readonly Pool[]): void {
  const workers = pools.flatMap((pool) => startWorkers(app, pool));
  const { SHUTDOWN_GRACE_MS: graceMs } = app.config;
  app.onClose('workers', () => Promise.all(workers.map((worker) => drain(worker, graceMs))));
}

function startWorkers(
  { config, metrics, reporter, log, onClose }: App,
  { queues, jobs, scope, session }: Pool,
): Worker[] {
  const { TIME_SCALE: scale, WORKER_CONCURRENCY: concurrency } = config;
  if (queues.includes('updates')) {
    const failed = (error: unknown) => log.error({ reason: scrub(error) }, 'mailboxes');
    const end = watchMailboxes(scope.mailbox, failed, scale);
    onClose('mailbox watch', async () => end());
  }
  const running = {
    jobs,
    session,
    scope,
    ran: metrics.ran,
    stalled: metrics.stalled,
    reporter,
    scale,
    concurrency,
    longRunMs: 10_000 * scale,
  };
  for (const queue of queues) {
    const own = [...jobs.values()].filter((job) => job.queue === queue);
    metrics.expectRuns(
      queue,
      own.map(({ name }) => name),
    );
  }
  const connection = connect(config.redis);
  connection.on('error', (error) => log.error({ reason: scrub(error) }, 'redis'));
  onClose('connection of workers', async () => connection.disconnect());
  return queues.map((queue) => createConsumer(queue, running, connection));
}

/**
 * Lets running jobs finish; past the grace period interrupts them, so that another worker may. A worker whose Redis is
 * away, or whose cluster lost a node, may never close: it is left behind, and nothing of it runs any more.
 */
async function drain(worker: Worker, graceMs: number): Promise<void> {
  const interrupt = setTimeout(() => worker.cancelAllJobs('shutting down'), graceMs);
  await Promise.race([worker.close(), sleep(graceMs + 2_000, undefined, { ref: false })]);
  clearTimeout(interrupt);
}

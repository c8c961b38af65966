import type { Worker } from 'bullmq';
import { silent } from '../../src/observability/reporter.js';
import { z } from 'zod';
import type { Db } from '../../src/db/db.js';
import { openSession, type Session } from '../../src/db/session.js';
import { createConsumer, type Run } from '../../src/queue/consumer.js';
import { defineJob, type Job } from '../../src/queue/define-job.js';
import type { Jobs } from '../../src/queue/load-jobs.js';
import { createProducer, type Producer } from '../../src/queue/producer.js';
import { promise } from '../../src/queue/promise.js';
import { relay } from '../../src/queue/relay.js';
import type { Scope } from '../../src/queue/scope.js';
import type { QueueName } from '../../src/queue/topology.js';
import { databaseUrl } from './database.js';
import { log } from './log.js';
import { redisUrl } from './redis.js';
import { testScope } from './scope.js';

const data = z.object({ n: z.int().default(0) });
export type NumberedJob = Job<typeof data>;

interface Consumed {
  readonly name?: QueueName;
  readonly scope?: Partial<Scope>;
  readonly longRunMs?: number;
}

/** A producer, a session and as many consumers as a test starts, a hundred times more impatient. Call inside a `describe`. */
export function useWork(database: { readonly db: Db }) {
  let jobs: Map<string, Job>;
  let producer: Producer;
  let session: Session;
  let workers: Worker[];
  const runs: Run[] = [];
  const reports: string[] = [];

  beforeEach(async () => {
    jobs = new Map();
    workers = [];
    runs.length = 0;
    reports.length = 0;
    producer = createProducer(jobs, redisUrl);
    await producer.redis.flushdb();
    session = await openSession(
      databaseUrl,
      () => {},
      () => {},
    );
  });
  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.close(true)));
    await session.close();
    await producer.close();
  });

  const queue = () => producer.queues.get('maintenance')!;
  const send = () => relay(database.db, producer.send, () => database.db.outbox.claim([...jobs.keys()], 500));

  return {
    queue,
    send,
    runs,
    /** What people who are not looking were told. */
    reports,
    producer: () => producer,
    session: () => session,
    job(name: string, run: NumberedJob['run'], more: Partial<NumberedJob> = {}): NumberedJob {
      const made = defineJob({ name, queue: 'maintenance', data, run, ...more });
      jobs.set(name, made);
      return made;
    },
    /** The shop's own jobs are sent, too. */
    serve: (served: Jobs): void => served.forEach((each, name) => jobs.set(name, each)),
    consume(served: Jobs = jobs, { name = 'maintenance', scope = {}, ...more }: Consumed = {}): Worker {
      const running = {
        jobs: served,
        session,
        scope: testScope(database.db, { log, ...scope }),
        reporter: { ...silent, report: (error: unknown) => void reports.push(String(error)) },
        ran: (run: Run) => void runs.push(run),
        scale: 0.01,
        longRunMs: 10_000,
        ...more,
      };
      const worker = createConsumer(name, running, { url: redisUrl, maxRetriesPerRequest: null });
      workers.push(worker);
      return worker;
    },
    /** Promises a run and sends it. */
    async make(made: NumberedJob, subject: string, n = 0): Promise<void> {
      await database.db.transaction((trx) => promise(trx, made, subject, { n }));
      await send();
    },
    firstPromise: () => database.db.knex('outbox').orderBy('id').first(),
    open: (): Promise<bigint[]> => database.db.knex('outbox').whereNull('doneAt').pluck('id'),
  };
}

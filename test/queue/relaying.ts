import { openSession, type Session } from '../../src/db/session.js';
import { defineJob, type Job } from '../../src/queue/define-job.js';
import { createProducer, type Producer } from '../../src/queue/producer.js';
import { promise, type PromiseOptions } from '../../src/queue/promise.js';
import { databaseUrl, useDatabase } from '../support/database.js';
import { redisUrl } from '../support/redis.js';

/** Promises of one job, and what a relay needs to send them. Call inside a `describe`. */
export function useRelaying() {
  const database = useDatabase();
  const provision: Job = defineJob({ name: 'test.provision', queue: 'provisioning', run: async () => {} });
  const jobs = new Map([[provision.name, provision]]);
  let producer: Producer;
  let session: Session;
  before(async () => {
    producer = createProducer(jobs, redisUrl);
    session = await openSession(
      databaseUrl,
      () => {},
      () => {},
    );
  });
  beforeEach(() => producer.redis.flushdb());
  after(async () => {
    await producer.close();
    await session.close();
  });

  return {
    database,
    provision,
    jobs,
    producer: () => producer,
    session: () => session,
    make: (subject: string, options: PromiseOptions = {}) =>
      database.db.transaction((trx) => promise(trx, provision, subject, {}, options)),
    claim: () => database.db.outbox.claim([...jobs.keys()], 500),
    waiting: () => producer.queues.get('provisioning')!.getWaitingCount(),
  };
}

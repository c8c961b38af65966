import { createDb } from '../../src/db/db.js';
import { openSession } from '../../src/db/session.js';
import { silent } from '../../src/observability/reporter.js';
import { createConsumer } from '../../src/queue/consumer.js';
import { defineJob, type Job } from '../../src/queue/define-job.js';
import { log } from './log.js';
import { testScope } from './scope.js';

/**
 * A worker at the database of its first argument and the Redis of its second. Of its two jobs one kills it, as a fault of
 * the machine would.
 */
const [url = '', redis = ''] = process.argv.slice(2);
const job = (name: string, run: () => void): readonly [string, Job] => [
  name,
  defineJob({ name, queue: 'maintenance', run: async () => run() }),
];
const jobs = new Map([
  job('healthy', () => {}),
  job('deadly', () => void process.kill(process.pid, 'SIGKILL')),
]);
const db = createDb(url, 2, () => {});
const session = await openSession(
  url,
  () => {},
  () => {},
);
createConsumer(
  'maintenance',
  {
    jobs,
    session,
    scope: testScope(db, { log }),
    reporter: silent,
    ran: () => {},
    scale: 0.01,
    longRunMs: 10_000,
  },
  { url: redis, maxRetriesPerRequest: null },
);

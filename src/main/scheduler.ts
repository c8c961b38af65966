import { createDb } from '../db/db.js';
import { watchStore } from '../observability/watch-store.js';
import { loadJobs } from '../queue/load-jobs.js';
import { runSchedule } from '../queue/schedule.js';
import { scrub } from '../scrub.js';
import { runProcess } from '../run-process.js';
import { checkDatabase } from './checks.js';
import { serveOps } from './ops.js';

await runProcess('scheduler', async (app) => {
  const { config, log, metrics, onClose, retryAtStart } = app;
  const failed = (what: string) => (error: unknown) => log.error({ reason: scrub(error) }, what);
  const db = createDb(config.DATABASE_URL, 2, failed('database'));
  await serveOps(app, { postgres: () => db.knex.raw('select 1') });
  onClose('database', () => db.close());
  await retryAtStart('PostgreSQL', () => checkDatabase(db));

  onClose('schedule', runSchedule(db, await loadJobs(), failed('a tick was not promised')));
  watchStore(metrics.registry, db, failed('metrics'));
});

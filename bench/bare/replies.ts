import { json } from 'node:stream/consumers';
import { handleUpdate } from '../../src/chat/handle-update.js';
import { loadConfig } from '../../src/config/config.js';
import { createDb } from '../../src/db/db.js';
import { createScope } from '../../src/main/scope.js';
import { createLogger } from '../../src/observability/logger.js';
import { createMetrics } from '../../src/observability/metrics.js';
import type { JsonObject } from '../../src/queue/define-job.js';
import { openQueues } from '../../src/queue/producer.js';
import { scrub } from '../../src/scrub.js';
import { serve } from './serve.js';

/** The drain's own handler, called where the update comes in: no mailbox, no queue, no key, no other process. */
const config = loadConfig(process.env, null);
const log = createLogger('bare', config.LOG_LEVEL);
const db = createDb(config.DATABASE_URL, 10);
const opened = openQueues(config.redis);
const scope = {
  ...createScope({ config, log, metrics: createMetrics('bare') }, db, opened),
  signal: new AbortController().signal,
};
await serve((req, res) => {
  json(req)
    .then((update) => {
      res.end('OK');
      return handleUpdate(update as JsonObject, scope);
    })
    .catch((error: unknown) => log.error({ reason: scrub(error) }, 'not handled'));
});

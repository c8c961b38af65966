import { createDb } from '../db/db.js';
import { languageOf } from '../domain/language.js';
import { request } from '../http.js';
import panelEvent from '../jobs/panel.event.js';
import reconcilePayment from '../jobs/payment.reconcile.js';
import { createPanels } from '../panels/registry.js';
import { createPayments } from '../payments/registry.js';
import { openQueues } from '../queue/producer.js';
import { scrub } from '../scrub.js';
import { runProcess, type App } from '../run-process.js';
import { createWeb } from '../web/app.js';
import { board } from '../web/board.js';
import { listen, publicDrainMs } from '../web/listen.js';
import { openPage } from '../web/open-page.js';
import { health } from '../web/ops.js';
import { createSenders } from '../web/senders.js';
import { webhooks } from '../web/webhooks.js';
import { checkDatabase } from './checks.js';
import { serveOps } from './ops.js';

await runProcess('web', async (app) => {
  const { config, log, metrics, phase, onClose, retryAtStart } = app;
  const db = createDb(config.DATABASE_URL, 10, (error) => log.error({ reason: scrub(error) }, 'database'));
  const checks = { postgres: () => db.knex.raw('select 1') };
  await serveOps(app, checks);
  onClose('database', () => db.close());
  await retryAtStart('PostgreSQL', () => checkDatabase(db));

  const payments = createPayments(config.payments, {
    http: request,
    next: db.next,
    publicUrl: config.WEBHOOK_BASE_URL ?? null,
  });
  const panels = createPanels(config.panels, request);
  const senders = createSenders(payments, panels, { payment: reconcilePayment, panel: panelEvent });
  for (const sender of senders.keys()) metrics.expectWebhooks(sender);
  const find = async (ticket: string) => {
    const behind = await db.subscriptions.behind(ticket);
    return behind && { link: behind.link, language: languageOf(behind, config.DEFAULT_LANGUAGE) };
  };
  const web = createWeb({
    health: health({ checks, phase, log }),
    webhooks: webhooks({ senders, inbox: db.inbox, metrics, trustedProxies: config.TRUSTED_PROXIES, log }),
    board: boardOf(app),
    pages: { '/open': openPage({ name: '2GETPRO', find }) },
    trustedProxies: config.TRUSTED_PROXIES,
    log,
  });
  const { WEB_SERVER_HOST: host, WEB_SERVER_PORT: port } = config;
  const server = await listen(web, { host, port, drainMs: publicDrainMs });
  log.info({ port: server.port }, 'listening');
  onClose('web', () => server.close());
});

/** Redis joins in the background: no webhook is refused because it is away. */
function boardOf({ config, log, onClose }: App) {
  const { BOARD_USERNAME: username, BOARD_PASSWORD: password, BOARD_READ_ONLY: readOnly } = config;
  if (!username || !password) return null;
  const { redis, queues, close } = openQueues(config.redis, (error) =>
    log.error({ reason: scrub(error) }, 'redis'),
  );
  onClose('queues', close);
  return board({ credentials: { username, password }, readOnly, redis, queues, log });
}

import { telegramWebhook } from '../bot/webhook.js';
import { allowedUpdates } from '../jobs/bot.configure.js';
import { openDoor, type OpenDoor } from '../queue/door.js';
import { createLease } from '../queue/lease.js';
import { scrub } from '../scrub.js';
import { runProcess, type App } from '../run-process.js';
import { listen, publicDrainMs } from '../web/listen.js';
import { checkRedis } from './checks.js';
import { serveOps } from './ops.js';

await runProcess('bot', async (app) => {
  const { config, log, onClose, retryAtStart } = app;
  const door = openDoor(config.redis, (error) => log.error({ reason: scrub(error) }, 'redis'));
  await serveOps(app, { redis: door.ping });
  onClose('door', () => door.close());
  await retryAtStart('Redis', async () => {
    await door.opened();
    await checkRedis(door.redis);
  });
  if (config.TELEGRAM_MODE === 'webhook') await serveWebhook(app, door);
  else await startPolling(app, door);
});

async function serveWebhook({ config, metrics, log, onClose }: App, door: OpenDoor): Promise<void> {
  const { WEBHOOK_SECRET_TOKEN: secretToken, WEB_SERVER_HOST, BOT_SERVER_PORT } = config;
  metrics.expectUpdates();
  const app = telegramWebhook({ secretToken, door, received: metrics.receivedUpdate });
  const server = await listen(app, { host: WEB_SERVER_HOST, port: BOT_SERVER_PORT, drainMs: publicDrainMs });
  log.info({ port: server.port }, 'listening for updates');
  onClose('webhook', () => server.close());
}

/** What it takes is loaded here: whoever listens has no use for it, and 20 MiB less in memory. */
async function startPolling({ config, metrics, log, onClose }: App, door: OpenDoor): Promise<void> {
  const [{ Api }, { poll }] = await Promise.all([import('grammy'), import('../bot/polling.js')]);
  const stop = new AbortController();
  const lease = createLease(door.redis, 'polling', Math.max(1_000, 10_000 * config.TIME_SCALE));
  const api = new Api(config.BOT_TOKEN, { apiRoot: config.TELEGRAM_API_ROOT, timeoutSeconds: 40 });
  const polling = poll(
    { api, door, lease, allowedUpdates, received: metrics.receivedUpdate, log },
    stop.signal,
  );
  onClose('polling', async () => {
    stop.abort();
    await polling;
    await lease.release().catch(() => {}); // it ends by itself within a minute
  });
}

import type { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { telegramWebhook } from '../../src/bot/webhook.js';
import { openDoor, type OpenDoor } from '../../src/queue/door.js';
import { openQueue, type Payload } from '../../src/queue/producer.js';
import { layCable, type Cable } from '../support/cable.js';
import { redisUrl } from '../support/redis.js';
import { until } from '../support/until.js';
import { anna } from '../support/updates.js';
import { serve, type Served } from '../support/web.js';

export const secretToken = 'a-secret-that-only-telegram-knows';

export interface OpenWebhook {
  readonly redis: Redis;
  readonly updates: Queue<Payload>;
  readonly precheckout: Queue<Payload>;
  readonly inline: Queue<Payload>;
  /** Between the bot and Redis. */
  readonly cable: Cable;
  /** What became of each request. */
  readonly results: string[];
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
  readonly ask: Served['ask'];
  isOpen(): boolean;
  /** Anna's letters as they wait. */
  box(): Promise<string[]>;
  enqueued(): Promise<{ keys: string[]; jobs: number }>;
  close(): Promise<void>;
}

const isOpen = (door: OpenDoor): boolean => {
  try {
    return door.get() !== undefined;
  } catch {
    return false;
  }
};

/** The bot's webhook over HTTP, before an empty Redis that it reaches by a cable. */
export async function openWebhook(there = true): Promise<OpenWebhook> {
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
  await redis.flushdb();
  const updates = openQueue('updates', redis, () => {});
  const precheckout = openQueue('precheckout', redis, () => {});
  const inline = openQueue('inline', redis, () => {});
  const cable = await layCable(redisUrl);
  if (!there) await cable.cut();
  const door = openDoor(cable.url, () => {});
  const results: string[] = [];
  const web = await serve(
    telegramWebhook({ secretToken, door, received: (result) => void results.push(result) }),
  );
  if (there) await until(() => isOpen(door));

  return {
    redis,
    updates,
    precheckout,
    inline,
    cable,
    results,
    ask: web.ask,
    isOpen: () => isOpen(door),
    box: () => redis.lrange(`{2getpro}:mail:box:${anna}`, 0, -1),
    post: (body, headers = {}) =>
      web.ask('/telegram/webhook', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-telegram-bot-api-secret-token': secretToken,
          ...headers,
        },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    enqueued: async () => ({
      keys: await redis.keys('*mail*'),
      jobs: (await updates.getJobCountByTypes()) + (await precheckout.getJobCountByTypes()),
    }),
    async close() {
      await web.close();
      await door.close();
      await cable.cut();
      await Promise.all([updates.close(), precheckout.close(), inline.close()]);
      redis.disconnect();
    },
  };
}

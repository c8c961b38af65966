import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Shop } from '../support/fleet/open-shop.js';
import type { PrivatePostgres } from '../support/fleet/private-postgres.js';
import { database } from './deaths.js';
import { order, orders } from './orders.js';
import type { Random } from './random.js';

/** What a fault may touch. */
export interface Scene {
  readonly shop: Shop;
  readonly postgres: PrivatePostgres;
  readonly random: Random;
  /** Longer than the locks of a hung worker. */
  readonly hangMs: number;
  /** Whoever is away while this happens may have shown more than they wrote down. */
  readonly away: <T>(who: string, meanwhile: () => Promise<T>) => Promise<T>;
  /** Notices that the shop has acknowledged. */
  readonly acknowledged: Set<string>;
}

type Fault = (scene: Scene) => Promise<unknown>;

const kill =
  (...names: readonly string[]): Fault =>
  ({ shop, random, away }) => {
    const name = random.pick(names);
    return away(name, () => shop.fleet.kill(name));
  };

const hang =
  (...names: readonly string[]): Fault =>
  ({ shop, random, hangMs, away }) => {
    const name = random.pick(names);
    return away(name, async () => {
      shop.fleet.signal(name, 'SIGSTOP');
      await sleep(hangMs);
      shop.fleet.signal(name, 'SIGCONT');
    });
  };

const workers = ['worker-1', 'worker-2'] as const;

/** Everything that breaks, by its name. */
export const faults: Readonly<Record<string, Fault>> = {
  'kill bot': kill('bot'),
  'kill web': kill('web'),
  'kill worker': kill(...workers),
  'kill people': kill('worker-people'),
  'kill slow': kill('worker-slow'),
  'kill scheduler': kill('scheduler'),
  'hang worker': hang(...workers),
  'hang people': hang('worker-people'),

  async 'redis kill'({ shop: { redisServer } }) {
    await redisServer.kill();
    await sleep(300);
    await redisServer.start();
  },
  async 'redis hang'({ shop: { redisServer } }) {
    redisServer.signal('SIGSTOP');
    await sleep(3_000);
    redisServer.signal('SIGCONT');
  },
  /** While notices are on their way through it. */
  'redis wipe': (scene) => noticesUntil(scene, () => scene.shop.redisServer.wipe()),
  async 'redis cut'({ shop: { redisServer } }) {
    await redisServer.kill();
    await redisServer.forget(60_000);
    await redisServer.start();
  },

  'postgres backend': ({ postgres, random, away }) =>
    away(database, () => postgres.killBackend((pids) => random.pick(pids))),
  'postgres crash': (scene) =>
    noticesUntil(scene, () =>
      scene.away(database, async () => {
        await scene.postgres.kill();
        await scene.postgres.start();
      }),
    ),

  ...Object.fromEntries(Object.keys(orders).map((name) => [name, ({ shop }: Scene) => order(shop, name)])),
};

/** How many of a kind's names a word stands for: "redis" is all of Redis, "kill worker" is one. */
export const faultsNamed = (words: readonly string[]): string[] =>
  Object.keys(faults).filter((name) => words.some((word) => name.startsWith(word)));

/** Sends notices of payments that nobody knows, and calls `then` with the newest just acknowledged. */
async function noticesUntil({ shop, acknowledged }: Scene, then: () => Promise<unknown>): Promise<void> {
  let heard = 0;
  const send = async (): Promise<void> => {
    while (heard < 20) {
      const id = randomUUID();
      const object = { id, status: 'succeeded', paid: true, amount: { value: '199.00', currency: 'RUB' } };
      const body = JSON.stringify({ type: 'notification', event: 'payment.succeeded', object });
      const status = await fetch(`${shop.webUrl}/webhook/yookassa`, { method: 'POST', body }).then(
        (answer) => answer.status,
        () => 0,
      );
      heard += 1;
      if (status === 200) acknowledged.add(id);
    }
  };
  await Promise.all([send(), send(), send(), send()]);
  await then();
}

import { Redis } from 'ioredis';
import { askDatabase, createDatabase, createLogin } from '../../../scripts/services/database.js';
import type { Site } from '../../../scripts/run/site.js';
import { databaseUrl } from '../database.js';
import { redisUrl } from '../redis.js';
import type { ShopOptions } from './open-shop.js';
import { startPrivateRedis, type PrivateRedis } from './private-redis.js';

let count = 0;
const databasePassword = 'canary_of_the_database_0123456789';

/** A database of the shop's own with a login that is not its owner, and Redis: a server of its own if that is wished. */
export async function openStores({ privateRedis, databaseServer = databaseUrl }: ShopOptions, site: Site) {
  const name = `getpro_e2e_${process.pid}_${(count += 1)}`;
  const ownerUrl = await site.open(
    () => createDatabase(databaseServer, name, { empty: true }),
    async () => {
      await askDatabase(databaseServer, `drop database if exists ${name} with (force)`);
      await askDatabase(databaseServer, `drop role if exists ${name}`);
    },
  );
  const wishes = privateRedis === true ? {} : privateRedis;
  const redisServer = wishes
    ? await site.open(
        () => startPrivateRedis(wishes),
        (server) => server.stop(),
      )
    : undefined;
  const url = redisServer?.url ?? redisUrl;
  const redis = await site.open(
    () => new Redis(url).on('error', () => undefined),
    async (opened) => {
      if (opened.status === 'ready') await opened.flushdb();
      opened.disconnect();
    },
  );
  await redis.flushdb();
  return {
    ownerUrl,
    databasePassword,
    databaseUrl: await createLogin(ownerUrl, name, databasePassword),
    redisUrl: url,
    redis,
    redisServer: redisServer as PrivateRedis,
  };
}

import type { Db } from '../db/db.js';
import { pendingMigrations } from '../db/migrate.js';
import { infoOf, type Informed } from '../queue/connect.js';
import { StartFault } from '../retry-at-start.js';
import { within } from '../within.js';

/**
 * PostgreSQL answers, is new enough and has our tables as this build knows them.
 *
 * @throws {StartFault} with the remedy; any other error means that it is away
 */
export async function checkDatabase({ knex }: Pick<Db, 'knex'>): Promise<void> {
  const { rows } = await knex.raw<{ rows: { server_version_num: string }[] }>('show server_version_num');
  const version = Math.floor(Number(rows[0]?.server_version_num) / 10_000);
  if (version < 15) {
    throw new StartFault(`PostgreSQL ${version} was found, 15 or newer is needed: upgrade it`);
  }
  const pending = await pendingMigrations(knex);
  if (pending.length > 0) {
    throw new StartFault(
      `the database lacks ${pending.length} of our migrations (first ${pending[0]}): run npm run migrate`,
    );
  }
}

/** An answer that takes longer is none; without a limit a command waits for ever while Redis is away. */
const answerMs = 2_000;

/**
 * Redis answers, is new enough and evicts nothing. Read from INFO, since managed servers refuse CONFIG.
 *
 * @throws {StartFault} with the remedy; any other error means that it is away
 */
export async function checkRedis(redis: Informed): Promise<void> {
  for (const info of await within(answerMs, infoOf(redis))) checkInfo(info);
}

function checkInfo(info: string): void {
  const version = /^redis_version:(.+?)\r?$/m.exec(info)?.[1] ?? 'of an unknown version';
  if (!(Number.parseInt(version, 10) >= 7)) {
    throw new StartFault(`Redis ${version} was found, Redis 7 or Valkey 8 or newer is needed: upgrade it`);
  }
  const policy = /^maxmemory_policy:(.+?)\r?$/m.exec(info)?.[1];
  if (policy !== undefined && policy !== 'noeviction') {
    throw new StartFault(
      `Redis evicts (maxmemory-policy ${policy}), and an evicted job is lost: set maxmemory-policy noeviction, ` +
        'in redis.conf or in the settings of your provider',
    );
  }
}

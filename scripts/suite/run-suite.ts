import { join } from 'node:path';
import { buildOn } from '../build/build.js';
import { runScript } from '../run/run-script.js';
import type { Site } from '../run/site.js';
import { askRedis } from '../services/redis.js';
import { askDatabase, createDatabase, databaseUrl } from '../services/database.js';
import type { Services } from '../services/ensure.js';
import { holdLock } from '../services/lock.js';
import { projectData } from '../services/state.js';
import { reasonOf } from '../services/unavailable.js';
import { useServices } from '../services/users.js';
import { runMocha } from './mocha.js';
import { filesIn } from './words.js';

export interface Suite {
  readonly spec: string;
  readonly ignore?: readonly string[];
  readonly timeoutMs?: number;
  /** Emptied and handed to the tests. */
  readonly database: string;
  /** Redis' logical database, emptied too when Redis is ours; 0 is the demo's. */
  readonly redisDatabase: number;
  /** More environment for the tests, found out before they start. */
  readonly env?: () => Promise<Record<string, string>>;
}

/**
 * Prepares the ground (servers, an empty database, a build), runs a suite in mocha and ends with its exit code.
 * Whatever `npm test -- …` adds goes to mocha; a test file among it replaces the suite's own choice.
 */
export const runSuite = (suite: Suite): Promise<never> =>
  runScript(async (site) => {
    const mocha = chosen(suite);
    // Before the ground, so that a missing browser is heard at once.
    const env = await suite.env?.();
    await holdLock(site, join(projectData, `${suite.database}.lock`), 'a run of these tests');
    const services = await useServices(site);
    return runMocha(site, mocha, { ...(await prepare(suite, services, site)), ...env });
  });

async function prepare(
  { database, redisDatabase }: Suite,
  { postgres, redis }: Services,
  site: Site,
): Promise<Record<string, string>> {
  const admin = postgres.isPrivate ? databaseUrl(postgres.url, 'postgres') : postgres.url;
  const redisUrl = databaseUrl(redis.url, String(redisDatabase));
  if (redis.isPrivate) await askRedis(redisUrl, (client) => client.flushdb());
  const ground = {
    TEST_DATABASE_URL: await createDatabase(admin, database, { empty: true }),
    TEST_REDIS_URL: redisUrl,
  };
  // A commit that need not reach the disk takes a tenth of the time, and no test here crashes this server.
  await askDatabase(admin, `alter database ${database} set synchronous_commit = off`);
  try {
    await buildOn(site);
  } catch (error) {
    site.signal.throwIfAborted();
    console.error(`The build has faults; the tests run on what could be built.\n${reasonOf(error)}\n`);
  }
  return ground;
}

/** What mocha is told. @throws {Misused} for words that are neither a flag of mocha's nor a test file */
function chosen({ spec, ignore = [], timeoutMs }: Suite): string[] {
  const given = process.argv.slice(2);
  const named = filesIn(given).length > 0;
  return [
    '--fail-zero',
    ...(timeoutMs === undefined ? [] : ['--timeout', String(timeoutMs)]),
    ...(named ? [] : [spec, ...ignore.flatMap((glob) => ['--ignore', glob])]),
    ...given,
  ];
}

import { join } from 'node:path';
import { build } from '../build/build.js';
import { askRedis } from '../services/redis.js';
import { askDatabase, createDatabase, databaseUrl } from '../services/database.js';
import type { Services } from '../services/ensure.js';
import { withLock } from '../services/lock.js';
import { projectData } from '../services/state.js';
import { endWith, Misused, reasonOf } from '../services/unavailable.js';
import { withServices } from '../services/users.js';
import { runMocha } from './mocha.js';

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
 * Prepares the ground (servers, an empty database, a build) and runs a suite in mocha, whose exit code becomes
 * ours. Whatever `npm test -- …` adds goes to mocha; a test file among it replaces the suite's own choice.
 */
export async function runSuite(suite: Suite): Promise<void> {
  try {
    // Before the ground, so that a missing browser is heard at once.
    const env = await suite.env?.();
    process.exitCode = await withLock(join(projectData, `${suite.database}.lock`), 900_000, async () => {
      const mocha = [...chosen(suite), ...process.argv.slice(2)];
      return withServices(async (services) =>
        runMocha(mocha, { ...(await prepare(suite, services)), ...env }),
      );
    });
  } catch (error) {
    endWith(error);
  }
}

async function prepare(
  { database, redisDatabase }: Suite,
  { postgres, redis }: Services,
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
    await build();
  } catch (error) {
    console.error(`The build has faults; the tests run on what could be built.\n${reasonOf(error)}\n`);
  }
  return ground;
}

/** @throws {Misused} for words that are neither a flag of mocha's nor a test file */
function chosen({ spec, ignore = [], timeoutMs }: Suite): string[] {
  const given = process.argv.slice(2);
  const named = given.some((argument) => argument.endsWith('.test.ts'));
  const [first] = given;
  if (first !== undefined && !first.startsWith('-') && !named)
    throw new Misused(
      `"${first}" is no test file: name one that ends with .test.ts, or -g 'words' of a test.`,
    );
  return [
    '--fail-zero',
    ...(timeoutMs === undefined ? [] : ['--timeout', String(timeoutMs)]),
    ...(named ? [] : [spec, ...ignore.flatMap((glob) => ['--ignore', glob])]),
  ];
}

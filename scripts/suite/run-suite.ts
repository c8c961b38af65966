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
import { runMocha, type Part } from './mocha.js';
import { filesIn } from './words.js';

/** What tests write to. */
interface Stores {
  /** Emptied and handed to the tests. */
  readonly database: string;
  /** Redis' logical database, emptied too when Redis is ours; 0 is the demo's. */
  readonly redisDatabase: number;
}

export interface Suite extends Stores {
  readonly spec: string;
  readonly ignore?: readonly string[];
  readonly timeoutMs?: number;
  /** A part of the spec that runs beside the rest of it, where all of it runs. */
  readonly beside?: Stores & { readonly spec: readonly string[] };
  /** More environment for the tests, found out before they start. */
  readonly env?: () => Promise<Record<string, string>>;
}

/**
 * Prepares the ground (servers, an empty database, a build), runs a suite in mocha and ends with its exit code.
 * Whatever `npm test -- …` adds goes to mocha; a test file among it replaces the suite's own choice.
 */
export const runSuite = (suite: Suite): Promise<never> =>
  runScript(
    async (site) => {
      const runs = chosen(suite);
      // Before the ground, so that a missing browser is heard at once.
      const env = await suite.env?.();
      await holdLock(site, join(projectData, `${suite.database}.lock`), 'a run of these tests');
      const services = await useServices(site);
      const parts: Part[] = [];
      for (const { args, stores } of runs)
        parts.push({ args, env: { ...(await prepare(stores, services)), ...env } });
      await build(site);
      return runMocha(site, parts);
    },
    { usage },
  );

/** As its script in package.json is called. */
const usage = (() => {
  const name = `npm run ${process.env['npm_lifecycle_event'] ?? 'test'} --`;
  return `${name}                      all of it
${name} test/x.test.ts       one file, in seconds
${name} -g 'words'           what has these words in its title
${' '.repeat(name.length)} --bail and whatever else mocha takes (npx mocha --help)`;
})();

async function prepare(
  { database, redisDatabase }: Stores,
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
  return ground;
}

async function build(site: Site): Promise<void> {
  try {
    await buildOn(site);
  } catch (error) {
    site.signal.throwIfAborted();
    console.error(`The build has faults; the tests run on what could be built.\n${reasonOf(error)}\n`);
  }
}

/** What each run of mocha is told. @throws {Misused} for words that are neither a flag of mocha's nor a test file */
function chosen({ spec, ignore = [], timeoutMs, beside, ...stores }: Suite) {
  const given = process.argv.slice(2);
  const named = filesIn(given).length > 0;
  const run = (to: Stores, specs: readonly string[], but: readonly string[]) => ({
    stores: to,
    args: [
      '--fail-zero',
      ...(timeoutMs === undefined ? [] : ['--timeout', String(timeoutMs)]),
      ...(named ? [] : [...specs, ...but.flatMap((glob) => ['--ignore', glob])]),
      ...given,
    ],
  });
  if (!beside || given.length > 0) return [run(stores, [spec], ignore)];
  return [run(stores, [spec], [...ignore, ...beside.spec]), run(beside, beside.spec, ignore)];
}

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildOn } from './build/build.js';
import { runChild } from './run/child.js';
import { runScript } from './run/run-script.js';
import type { Site } from './run/site.js';
import { createDatabase, createLogin, databaseUrl, ownDatabase } from './services/database.js';
import type { Services } from './services/ensure.js';
import { holdLock } from './services/lock.js';
import { askRedis } from './services/redis.js';
import { projectData, projectDir } from './services/state.js';
import { Misused } from './services/unavailable.js';
import { useServices } from './services/users.js';

const args = process.argv.slice(2);
const known = ['--check', '--fresh', '--channel'];
const usage = `npm run demo                  the whole system, until Ctrl-C; its data stays
npm run demo -- --fresh       the same, with nothing remembered
npm run demo -- --channel     a shop that only members of a channel may use
npm run demo -- --check       buys by itself, says whether it works, and ends`;

let runs = false;

await runScript(
  async (site) => {
    const unknown = args.find((argument) => !known.includes(argument));
    if (unknown !== undefined) throw new Misused(`The demo knows no "${unknown}", only:\n${usage}`);
    await holdLock(site, join(projectData, 'demo.lock'), 'another demo of this folder');
    const services = await useServices(site);
    if (args.includes('--fresh')) await forget(services);
    console.log('Building …');
    await buildOn(site);
    return runDemo(services, site);
  },
  // Whoever only looks ends it with Ctrl-C.
  { usage, isDone: () => runs && !args.includes('--check') },
);

/** Starts the demo from its compiled form and stays until it ends; returns its exit code. */
async function runDemo(
  { databaseUrl: url, redisUrl: REDIS_URL, postgres }: Services,
  site: Site,
): Promise<number> {
  const entry = join(projectDir, 'dist/src/main/demo.js');
  const passed = args.filter((argument) => argument !== '--fresh');
  const env = { ...(await logins(url, postgres.isPrivate)), REDIS_URL };
  runs = true;
  return runChild(site, [entry, ...passed], { cwd: projectDir, env });
}

/** On our own server the fleet is not the owner of its tables, as it should not be on anybody's. */
async function logins(url: string, isPrivate: boolean): Promise<Record<string, string>> {
  if (!isPrivate) return { DATABASE_URL: url };
  return { DATABASE_URL: await createLogin(url, 'getpro_demo'), DATABASE_OWNER_URL: url };
}

/** Only what is ours is emptied: a given server may hold more than a demo's data. */
async function forget({ postgres, redis }: Services): Promise<void> {
  if (postgres.isPrivate)
    await createDatabase(databaseUrl(postgres.url, 'postgres'), ownDatabase, { empty: true });
  else console.log('--fresh leaves the PostgreSQL of DATABASE_URL as it is.');
  if (redis.isPrivate) await askRedis(redis.url, (client) => client.flushall());
  else console.log('--fresh leaves the Redis of REDIS_URL as it is.');
  for (const file of ['sandbox.json', 'demo.json']) rmSync(join(projectData, file), { force: true });
}

import { parseArgs } from 'node:util';
import { runScript } from './run/run-script.js';
import type { Site } from './run/site.js';
import { databaseUrl, ownDatabase } from './services/database.js';
import { servicesStatus, stopServices } from './services/ensure.js';
import { projectData } from './services/state.js';
import { Misused } from './services/unavailable.js';
import { keepNoLonger, keepServices, useServices } from './services/users.js';

const usage = `npm run services              start PostgreSQL and Redis (or find the running ones)
npm run services -- stop      stop the private ones
npm run services -- status    say what runs
                 --data DIR   keep them elsewhere than in .data`;

await runScript(
  async (site) => {
    const { values, positionals } = parseArgs({
      options: { data: { type: 'string' } },
      allowPositionals: true,
    });
    return obey(positionals[0] ?? 'start', values.data ?? projectData, site);
  },
  { usage },
);

/** Answers the exit code. */
async function obey(command: string, dataDir: string, site: Site): Promise<number> {
  if (command === 'start') await start(dataDir, site);
  else if (command === 'stop') {
    keepNoLonger(dataDir);
    await stopServices(dataDir);
    console.log('The private PostgreSQL and Redis are stopped; their data is kept.');
  } else if (command === 'status') return status(dataDir);
  else throw new Misused(`There is no "${command}" of services, only:\n${usage}`);
  return 0;
}

async function start(dataDir: string, site: Site): Promise<void> {
  const { postgres, redis } = await useServices(site, { dataDir });
  keepServices(dataDir);
  console.log(`PostgreSQL ${postgres.version}, ${whose(postgres.isPrivate)}: ${masked(postgres.url)}`);
  console.log(`Redis ${redis.version}, ${whose(redis.isPrivate)}: ${masked(redis.url)}`);
}

async function status(dataDir: string): Promise<number> {
  const { postgres, redis } = await servicesStatus(dataDir);
  const url = postgres && databaseUrl(postgres.url, ownDatabase);
  console.log(`PostgreSQL: ${postgres ? `runs, ${url}, pid ${postgres.pid}` : 'does not run'}`);
  console.log(`Redis: ${redis ? `runs, ${redis.url}, pid ${redis.pid}` : 'does not run'}`);
  return postgres && redis ? 0 : 3;
}

function whose(isPrivate: boolean): string {
  return isPrivate ? 'private' : 'given';
}

function masked(text: string): string {
  const url = new URL(text);
  if (url.password !== '') url.password = '***';
  return url.href;
}

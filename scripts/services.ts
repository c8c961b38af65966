import { parseArgs } from 'node:util';
import { ensureServices, servicesStatus, stopServices } from './services/ensure.js';
import { projectData } from './services/state.js';
import { endWith } from './services/unavailable.js';
import { keepNoLonger, keepServices } from './services/users.js';

const usage = `npm run services              start PostgreSQL and Redis (or find the running ones)
npm run services -- stop      stop the private ones
npm run services -- status    say what runs
                 --data DIR   keep them elsewhere than in .data`;

try {
  const { values, positionals } = parseArgs({
    options: { data: { type: 'string' }, help: { type: 'boolean' } },
    allowPositionals: true,
  });
  await obey(values.help ? 'help' : (positionals[0] ?? 'start'), values.data ?? projectData);
} catch (error) {
  endWith(error);
}

async function obey(command: string, dataDir: string): Promise<void> {
  if (command === 'start') await start(dataDir);
  else if (command === 'stop') {
    keepNoLonger(dataDir);
    await stopServices(dataDir);
    console.log('The private PostgreSQL and Redis are stopped; their data is kept.');
  } else if (command === 'status') await status(dataDir);
  else {
    console.log(usage);
    process.exitCode = command === 'help' ? 0 : 64;
  }
}

async function start(dataDir: string): Promise<void> {
  const { postgres, redis } = await ensureServices({ dataDir });
  keepServices(dataDir);
  console.log(`PostgreSQL ${postgres.version}, ${whose(postgres.isPrivate)}: ${masked(postgres.url)}`);
  console.log(`Redis ${redis.version}, ${whose(redis.isPrivate)}: ${masked(redis.url)}`);
}

async function status(dataDir: string): Promise<void> {
  const { postgres, redis } = await servicesStatus(dataDir);
  console.log(`PostgreSQL: ${postgres ? `runs, ${postgres.url}, pid ${postgres.pid}` : 'does not run'}`);
  console.log(`Redis: ${redis ? `runs, ${redis.url}, pid ${redis.pid}` : 'does not run'}`);
  process.exitCode = postgres && redis ? 0 : 3;
}

function whose(isPrivate: boolean): string {
  return isPrivate ? 'private' : 'given';
}

function masked(text: string): string {
  const url = new URL(text);
  if (url.password !== '') url.password = '***';
  return url.href;
}

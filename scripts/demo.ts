import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { build } from './build/build.js';
import { createDatabase, createLogin, databaseUrl } from './services/database.js';
import type { Services } from './services/ensure.js';
import { askRedis } from './services/redis.js';
import { projectData, projectDir } from './services/state.js';
import { endWith, Misused } from './services/unavailable.js';
import { withServices } from './services/users.js';

const args = process.argv.slice(2);
const known = ['--check', '--fresh', '--channel'];
const usage = `npm run demo                  the whole system, until Ctrl-C; its data stays
npm run demo -- --fresh       the same, with nothing remembered
npm run demo -- --channel     a shop that only members of a channel may use
npm run demo -- --check       buys by itself, says whether it works, and ends`;

try {
  if (args.includes('--help')) {
    console.log(usage);
    process.exit();
  }
  const unknown = args.find((argument) => !known.includes(argument));
  if (unknown !== undefined) throw new Misused(`The demo knows no "${unknown}", only:\n${usage}`);
  process.exitCode = await withServices(async (services) => {
    if (args.includes('--fresh')) await forget(services);
    console.log('Building …');
    await build();
    return runDemo(services);
  });
} catch (error) {
  endWith(error);
}

/** Starts the demo from its compiled form and stays until it ends; returns its exit code. */
async function runDemo({ databaseUrl: url, redisUrl: REDIS_URL, postgres }: Services): Promise<number> {
  const entry = join(projectDir, 'dist/src/main/demo.js');
  const passed = args.filter((argument) => argument !== '--fresh');
  const child = spawn(process.execPath, [entry, ...passed], {
    cwd: projectDir,
    env: { ...process.env, ...(await logins(url, postgres.isPrivate)), REDIS_URL },
    stdio: 'inherit',
  });
  passOn('SIGTERM', (signal) => child.kill(signal));
  passOn('SIGHUP', (signal) => child.kill(signal));
  // In a terminal Ctrl-C reaches the child without us; a second one would look like impatience.
  passOn('SIGINT', (signal) => process.stdin.isTTY || child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
}

/** On our own server the fleet is not the owner of its tables, as it should not be on anybody's. */
async function logins(url: string, isPrivate: boolean): Promise<Record<string, string>> {
  if (!isPrivate) return { DATABASE_URL: url };
  return { DATABASE_URL: await createLogin(url, 'getpro_demo'), DATABASE_OWNER_URL: url };
}

/** Once a second at most: npm passes on a signal that we also got ourselves. */
function passOn(signal: NodeJS.Signals, send: (signal: NodeJS.Signals) => void): void {
  let sentAt = 0;
  process.on(signal, () => {
    if (Date.now() - sentAt < 1_000) return;
    sentAt = Date.now();
    send(signal);
  });
}

/** Only what is ours is emptied: a given server may hold more than a demo's data. */
async function forget({ postgres, redis }: Services): Promise<void> {
  if (postgres.isPrivate)
    await createDatabase(databaseUrl(postgres.url, 'postgres'), 'getpro', { empty: true });
  else console.log('--fresh leaves the PostgreSQL of DATABASE_URL as it is.');
  if (redis.isPrivate) await askRedis(redis.url, (client) => client.flushall());
  else console.log('--fresh leaves the Redis of REDIS_URL as it is.');
  rmSync(join(projectData, 'sandbox.json'), { force: true });
}

import { EventEmitter } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { loadConfig } from '../config/config.js';
import { createDb } from '../db/db.js';
import { migrate } from '../db/migrate.js';
import { admit } from '../db/roles.js';
import { seed } from '../../seeds/goods.js';
import { openQueues } from '../queue/producer.js';
import { watchJobs } from '../queue/watch-jobs.js';
import { startEdge } from '../sandbox/edge.js';
import type { Jobs } from '../sandbox/job-feed.js';
import { startSandbox } from '../sandbox/server.js';
import { choosePorts, type Ports } from './demo/addresses.js';
import { checkMainJob } from './demo/check.js';
import { channelEnvironment, demoEnvironment, made, people } from './demo/environment.js';
import { goodsOf } from './cli/goods-of.js';
import { startFleet, type Member } from './demo/fleet.js';
import { writeSettings } from './demo/settings-file.js';
import { hints, refuseShop, seedTryout, tryoutEnvironment } from './demo/tryout.js';

const data = resolve('.data');
const say = (line: string): void => console.log(line);
const closers: (() => Promise<unknown>)[] = [];

const ports = await choosePorts(resolve(data, 'demo.json'));
const environment = demoEnvironment(ports, {
  databaseUrl: process.env['DATABASE_URL'] ?? '',
  redisUrl: process.env['REDIS_URL'] ?? '',
});
Object.assign(environment, tryoutEnvironment(ports));
let ending: Promise<void> | undefined;
const isCheck = process.argv.includes('--check');
const hasChannel = process.argv.includes('--channel');
if (hasChannel) Object.assign(environment, channelEnvironment(ports));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void interrupted(signal));

try {
  await prepare();
  await startWorld();
  const fleet = await startProcesses();
  await fleet.ready();
  announce();
  if (isCheck) await check();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await end(1);
}

/** Whoever only looks is done; a check that was cut off has shown nothing. */
function interrupted(signal: string): Promise<void> {
  if (isCheck) console.error(`The check was ended by ${signal}.`);
  return end(isCheck ? 130 : 0);
}

async function check(): Promise<void> {
  const started = Date.now();
  await checkMainJob(`http://127.0.0.1:${ports.sandbox}`, (line) => say(`  ${line}`));
  say(`\nThe main job works, end to end, in ${((Date.now() - started) / 1_000).toFixed(1)} s.`);
  await end(0);
}

/** Tables and goods. */
async function prepare(): Promise<void> {
  const config = loadConfig(environment, null);
  const owner = process.env['DATABASE_OWNER_URL'];
  const db = createDb(owner ?? config.DATABASE_URL, 2);
  if (!owner) await refuseShop(db); // our own server has nothing but demos
  await migrate(db.knex);
  if (owner) await admit(db.knex, new URL(config.DATABASE_URL).username);
  await seed(db, goodsOf(config));
  await seedTryout(db);
  await db.close();
  // For the command line; what is made up in it opens nothing.
  const forOperators = { ...environment, ...(owner && { DATABASE_OWNER_URL: owner }) };
  await writeSettings(resolve(data, 'demo.env'), forOperators);
}

/** Telegram, the panel and the payment provider, and the one address behind which the fleet stands. */
async function startWorld(): Promise<void> {
  const jobs: Jobs = new EventEmitter();
  const sandbox = await startSandbox({
    port: ports.sandbox,
    token: made.token,
    username: made.username,
    panel: { token: made.panelToken, webhookSecret: made.panelSecret },
    yookassa: { shopId: made.shopId, secretKey: made.shopKey, fiscalization: true },
    shopUrl: environment['WEBHOOK_BASE_URL']!,
    stateFile: resolve(data, 'sandbox.json'),
    info: pageInfo,
    jobs,
  });
  closers.push(() => sandbox.close());
  for (const person of people) sandbox.telegram.addPerson(person);
  sandbox.telegram.openChannel({ id: Number(made.channelId) });
  const edge = await startEdge({
    port: ports.edge,
    routes: [
      { prefix: '/telegram/', target: `http://127.0.0.1:${ports.bot}` },
      { prefix: '/', target: `http://127.0.0.1:${ports.web}` },
    ],
  });
  closers.push(() => edge.close());
  const opened = openQueues(environment['REDIS_URL']!);
  closers.push(() => opened.close());
  const board = `http://127.0.0.1:${ports.web}/queues`;
  closers.push(
    watchJobs(opened.queues, environment['REDIS_URL']!, (step) =>
      jobs.emit('job', { ...step, url: `${board}/queue/${step.queue}/${encodeURIComponent(step.id)}` }),
    ),
  );
}

function membersOf({ ops }: Ports): readonly Member[] {
  const chats = { WORKER_QUEUES: 'precheckout,updates,inline' };
  const work = { WORKER_QUEUES: 'payments,provisioning,messages,broadcasts,maintenance,reports' };
  return [
    { name: 'bot', script: 'bot', env: environment, opsPort: ops },
    { name: 'web', script: 'web', env: environment, opsPort: ops + 1 },
    { name: 'worker-people', script: 'worker', env: { ...environment, ...chats }, opsPort: ops + 2 },
    { name: 'worker', script: 'worker', env: { ...environment, ...work }, opsPort: ops + 3 },
    { name: 'scheduler', script: 'scheduler', env: environment, opsPort: ops + 4 },
  ];
}

async function startProcesses() {
  const logs = resolve(data, 'logs');
  await mkdir(logs, { recursive: true });
  const fleet = startFleet(membersOf(ports), { roots: import.meta.dirname, logs });
  closers.push(() => fleet.stop());
  return fleet;
}

function links(): { title: string; url: string; note?: string }[] {
  const { username, password } = made.board;
  const board = `http://127.0.0.1:${ports.web}/queues`;
  return [
    { title: 'Bull Board', url: board, note: `${username} / ${password}` },
    { title: 'Metrics', url: `http://127.0.0.1:${ports.ops + 3}/metrics` },
    { title: 'Health', url: `http://127.0.0.1:${ports.web}/health/ready` },
    {
      title: 'Platega',
      url: `http://127.0.0.1:${ports.sandbox}/platega/subscriptions`,
      note: 'what it charges by itself: the next charge comes when it is asked to',
    },
    {
      title: 'Tribute',
      url: `http://127.0.0.1:${ports.sandbox}/tribute/links/1`,
      note: 'what its own link opens: each of the people subscribes there',
    },
    ...(hasChannel ? [{ title: 'Channel', url: environment['REQUIRED_CHANNEL_LINK']! }] : []),
  ];
}

function pageInfo(): object {
  const bot = { username: made.username, name: '2GETPRO VPN', description: 'Быстрый VPN за минуту' };
  return { title: '2GETPRO sandbox', bot, links: links(), operators: [Number(made.operatorId)] };
}

function announce(): void {
  say('\n2GETPRO v2 runs. Open the chat and press Start:\n');
  say(`  Chat           http://127.0.0.1:${ports.sandbox}/`);
  for (const { title, url, note } of links()) say(`  ${title.padEnd(14)} ${url}${note ? `  (${note})` : ''}`);
  say(`\nWhat to try in it:\n${hints.map((hint) => `  ${hint}\n`).join('')}`);
  say(`Operators type   node --env-file=.data/demo.env dist/src/main/cli.js --help`);
  say(`Logs are in ${resolve(data, 'logs')}. Ctrl-C stops everything; the data stays.\n`);
}

function end(code: number): Promise<void> {
  ending ??= (async () => {
    for (const close of closers.toReversed())
      await close().catch((error: unknown) => console.error(String(error)));
    process.exit(code);
  })();
  return ending;
}

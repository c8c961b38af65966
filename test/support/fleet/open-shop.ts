import { EventEmitter } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import type { Site } from '../../../scripts/run/site.js';
import { projectDir } from '../../../scripts/services/state.js';
import { Interrupted } from '../../../scripts/services/unavailable.js';
import { loadConfig } from '../../../src/config/config.js';
import { createDb, type Db } from '../../../src/db/db.js';
import { migrate } from '../../../src/db/migrate.js';
import { admit } from '../../../src/db/roles.js';
import { seed } from '../../../seeds/goods.js';
import { demoEnvironment } from '../../../src/main/demo/environment.js';
import { startFleet, type Fleet, type Member } from '../../../src/main/demo/fleet.js';
import { openQueues } from '../../../src/queue/producer.js';
import { watchJobs } from '../../../src/queue/watch-jobs.js';
import { startEdge } from '../../../src/sandbox/edge.js';
import type { Jobs } from '../../../src/sandbox/job-feed.js';
import type { Sandbox } from '../../../src/sandbox/server.js';
import { lastingPort } from './lasting-port.js';
import { openStores } from './open-stores.js';
import type { PrivateRedis } from './private-redis.js';
import { startWorld } from './start-world.js';

export type Environment = Readonly<Record<string, string>>;

export interface ShopOptions {
  /** With one of its own a test may wipe and kill Redis. */
  readonly privateRedis?: boolean | { readonly fsync: 'always' | 'everysec' };
  /** Another kind of Redis than one server: started first, and its settings count. */
  readonly redis?: () => Promise<{ readonly env: Environment; readonly stop: () => Promise<void> }>;
  /** Where its database is made, instead of on the tests' own server. */
  readonly databaseServer?: string;
  /** Feeds the page's panel with what happens in the queues, as the demo does. */
  readonly watched?: boolean;
  /** Over the demo's settings. */
  readonly env?: Environment;
  /** Names of members with their roots; what they are called says how many there are. `env` is over the shop's. */
  readonly members?: Readonly<Record<string, Member['script'] | Pick<Member, 'script' | 'env'>>>;
  /** More settings for a member; asked at each of its births. */
  readonly atBirth?: (name: string) => Environment;
}

export interface Shop {
  /** As the owner of the tables, which the members are not. */
  readonly db: Db;
  readonly ownerUrl: string;
  /** Of the members' login. */
  readonly databasePassword: string;
  readonly redis: Redis;
  readonly redisServer: PrivateRedis;
  readonly sandbox: Sandbox;
  readonly fleet: Fleet;
  /** What the members are started with. */
  readonly env: Environment;
  readonly edgeUrl: string;
  /** Where each member tells health and metrics. */
  readonly ops: Readonly<Record<string, string>>;
  /** The members' addresses without the edge before them. */
  readonly botUrl: string;
  readonly webUrl: string;
  readonly logs: string;
  /** All that the members have logged so far. */
  log(): Promise<string>;
}

/** Where the compiled composition roots are. */
export const roots = join(projectDir, 'dist/src/main');

const everybody = {
  bot: 'bot',
  web: 'web',
  'worker-1': 'worker',
  'worker-2': 'worker',
  scheduler: 'scheduler',
} as const;

/** Opens a shop whose processes run over the sandbox; they may not be ready yet. All of it ends with the site. */
export async function openShop(options: ShopOptions, logs: string, site: Site): Promise<Shop> {
  const { members = everybody } = options;
  const redundant =
    options.redis &&
    (await site.open(
      () => options.redis!(),
      (redis) => redis.stop(),
    ));
  const stores = await openStores(options, site);
  const [bot, web] = [await lastingPort(), await lastingPort()];
  const routes = [
    { prefix: '/telegram/', target: `http://127.0.0.1:${bot}` },
    { prefix: '/', target: `http://127.0.0.1:${web}` },
  ];
  const edge = await site.open(
    () => startEdge({ port: 0, routes }),
    (open) => open.close(),
  );
  const jobs: Jobs = new EventEmitter();
  const sandbox = await site.open(
    () => startWorld(edge.url, jobs),
    (open) => open.close(),
  );
  if (options.watched) await watch(stores.redisUrl, jobs, site);

  const ports = { sandbox: portOf(sandbox.url), edge: portOf(edge.url), bot, web, ops: 0 };
  const env = {
    ...demoEnvironment(ports, stores),
    TIME_SCALE: '0.3',
    SHUTDOWN_GRACE_MS: '5000',
    ...redundant?.env,
    ...options.env,
  };
  const db = await site.open(
    () => createDb(stores.ownerUrl, 4),
    (open) => open.close(),
  );
  await furnish(db, env);

  const started = await Promise.all(
    Object.entries(members).map(async ([name, member]) => {
      const own = typeof member === 'string' ? { script: member, env: {} } : member;
      return {
        name,
        script: own.script,
        opsPort: await lastingPort(),
        get env() {
          return { ...env, ...own.env, ...options.atBirth?.(name) };
        },
      };
    }),
  );
  const fleet = await site.open(
    () => startFleet(started, { roots, logs }),
    async (running) => {
      const codes = await running.stop();
      // Whoever is cut off may have killed one just now.
      if (codes.some((code) => code !== 0) && !(site.signal.reason instanceof Interrupted))
        throw new Error(`the fleet ended with ${codes.join(', ')}: ${logs}`);
    },
  );
  return {
    ...stores,
    db,
    sandbox,
    fleet,
    env,
    logs,
    edgeUrl: edge.url,
    botUrl: `http://127.0.0.1:${bot}`,
    webUrl: `http://127.0.0.1:${web}`,
    ops: Object.fromEntries(started.map(({ name, opsPort }) => [name, `http://127.0.0.1:${opsPort}`])),
    log: () => textIn(logs),
  };
}

/** Looks at the queues. */
async function watch(url: string, jobs: Jobs, site: Site): Promise<void> {
  const opened = await site.open(
    () => openQueues(url),
    (open) => open.close(),
  );
  await site.open(
    () => watchJobs(opened.queues, url, (step) => jobs.emit('job', step)),
    (stop) => stop(),
  );
}

/** Tables and goods. */
async function furnish(db: Db, env: Environment): Promise<void> {
  const { tariff, referral } = loadConfig(env, null);
  const { plans, trial, limits } = tariff;
  await migrate(db.knex);
  await admit(db.knex, new URL(env['DATABASE_URL'] ?? '').username);
  await seed(db, { panelKind: 'remnawave', plans, trial, limits, referral });
}

async function textIn(folder: string): Promise<string> {
  const files = await readdir(folder);
  return (await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))).join('');
}

const portOf = (url: string): number => Number(new URL(url).port);

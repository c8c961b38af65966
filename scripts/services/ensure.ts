import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { askDatabase, createDatabase, ownDatabase } from './database.js';
import { withLock } from './lock.js';
import { planPostgres, runningPostgres, startPostgres, stopPostgres } from './postgres.js';
import { planRedis, redisVersion, runningRedis, startRedis, stopRedis } from './redis.js';
import type { Server } from './server.js';
import { projectData, readState, writeState } from './state.js';
import { reasonOf, Unavailable } from './unavailable.js';

export interface Service {
  readonly url: string;
  readonly version: string;
  /** Ours under the data directory; false for one that the environment names. */
  readonly isPrivate: boolean;
  /** Only of a private one. */
  readonly pid?: number;
}

export interface Services {
  /** Database `getpro`; the demo's and the developer's. */
  readonly databaseUrl: string;
  /** Logical database 0; tests take 10 to 15. */
  readonly redisUrl: string;
  readonly redisVersion: string;
  readonly postgres: Service;
  readonly redis: Service;
}

export interface Wishes {
  /** Where private servers keep everything. */
  readonly dataDir?: string;
  /** Servers to use instead of private ones. */
  readonly databaseUrl?: string | undefined;
  readonly redisUrl?: string | undefined;
}

/**
 * Makes sure that PostgreSQL and Redis answer: the ones that DATABASE_URL and REDIS_URL name, else private ones
 * that already run, else private ones that it starts. Two calls at once start one pair.
 * @throws Unavailable with a sentence for the person, when this machine has neither a server nor a way to get one
 */
export async function ensureServices(wishes: Wishes = {}): Promise<Services> {
  const dataDir = wishes.dataDir ?? projectData;
  const given = {
    databaseUrl: wishes.databaseUrl ?? process.env['DATABASE_URL'],
    redisUrl: wishes.redisUrl ?? process.env['REDIS_URL'],
  };
  mkdirSync(dataDir, { recursive: true });
  return withLock(join(dataDir, 'services.lock'), 180_000, async () => {
    const before = readState(dataDir);
    const [postgres, redis] = await Promise.all([
      given.databaseUrl ? givenPostgres(given.databaseUrl) : runningPostgres(dataDir),
      given.redisUrl ? givenRedis(given.redisUrl) : runningRedis(dataDir, before.ports.redis),
    ]);
    // Both plans before either start: what is missing is said before anything runs.
    const postgresPlan = postgres ? undefined : planPostgres(dataDir);
    const redisPlan = redis ? undefined : planRedis(dataDir);
    const log = (name: string) => join(dataDir, `${name}.log`);
    const [database, store] = await Promise.all([
      postgres ?? startPostgres(required(postgresPlan), log('postgres'), before.ports.postgres),
      redis ?? startRedis(required(redisPlan), dataDir, log('redis'), before.ports.redis),
    ]);
    const databaseUrl = given.databaseUrl || (await createDatabase(database.url, ownDatabase));
    const services = {
      databaseUrl,
      redisUrl: store.url,
      redisVersion: store.version,
      postgres: service(database, databaseUrl),
      redis: service(store, store.url),
    };
    remember(dataDir, services, { database, store });
    return services;
  });
}

/** Stops the private servers, if `may` says so once nobody starts any; those that the environment names are not ours. */
export async function stopServices(dataDir = projectData, may: () => boolean = () => true): Promise<void> {
  mkdirSync(dataDir, { recursive: true });
  await withLock(join(dataDir, 'services.lock'), 180_000, async () => {
    if (!may()) return;
    await Promise.all([stopPostgres(dataDir), stopRedis(dataDir)]);
    // The ports stay, so that the next start takes the same.
    writeState(dataDir, { pids: {}, ports: readState(dataDir).ports });
  });
}

/** The private servers that answer now. */
export async function servicesStatus(dataDir = projectData): Promise<{ postgres?: Server; redis?: Server }> {
  const [postgres, redis] = await Promise.all([
    runningPostgres(dataDir),
    runningRedis(dataDir, readState(dataDir).ports.redis),
  ]);
  return { ...(postgres && { postgres }), ...(redis && { redis }) };
}

type Found = Server | { readonly url: string; readonly version: string };

function service(found: Found, url: string): Service {
  return {
    url,
    version: found.version,
    isPrivate: 'pid' in found,
    ...('pid' in found && { pid: found.pid }),
  };
}

function remember(dataDir: string, services: Services, found: { database: Found; store: Found }): void {
  const { database, store } = found;
  writeState(dataDir, {
    ...('pid' in database && { databaseUrl: services.databaseUrl }),
    ...('pid' in store && { redisUrl: services.redisUrl }),
    pids: {
      ...('pid' in database && { postgres: database.pid }),
      ...('pid' in store && { redis: store.pid }),
    },
    ports: {
      ...readState(dataDir).ports,
      ...('pid' in database && { postgres: database.port }),
      ...('pid' in store && { redis: store.port }),
    },
  });
}

async function givenPostgres(url: string): Promise<Found> {
  try {
    const [row] = await askDatabase(url, 'show server_version');
    return { url, version: String(row?.['server_version']) };
  } catch (error) {
    throw new Unavailable(`PostgreSQL at DATABASE_URL does not answer: ${reasonOf(error)}`);
  }
}

async function givenRedis(url: string): Promise<Found> {
  try {
    return { url, version: await redisVersion(url) };
  } catch (error) {
    throw new Unavailable(`Redis at REDIS_URL does not answer: ${reasonOf(error)}`);
  }
}

function required<T>(plan: T | undefined): T {
  if (plan === undefined) throw new Error('A server is neither running nor planned');
  return plan;
}

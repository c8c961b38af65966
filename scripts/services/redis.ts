import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { findRedis, type Program } from './find.js';
import { commandOf, freePort, launch, stopProcess } from './process.js';
import { writtenPid, type Server } from './server.js';

/** The running server of this data directory, if it answers. */
export async function runningRedis(dataDir: string, port: number | undefined): Promise<Server | undefined> {
  const pid = pidIn(dataDir);
  if (pid === undefined || port === undefined || !commandOf(pid).includes(`127.0.0.1:${port}`))
    return undefined;
  return answering(pid, port);
}

export function planRedis(dataDir: string): Program {
  return findRedis(join(dataDir, 'cache'));
}

/** Starts a private server on 127.0.0.1, on the wished port if that is free. */
export async function startRedis(
  program: Program,
  dataDir: string,
  logFile: string,
  wishedPort?: number,
): Promise<Server> {
  // Two servers on one append-only file would ruin it.
  await stopRedis(dataDir);
  const dir = folder(dataDir);
  mkdirSync(dir, { recursive: true });
  const port = await freePort(wishedPort);
  const ready = async () => (await answering(0, port)) !== undefined;
  const args = settings(dir, port);
  const pid = await launch({ command: program.path, args, as: { env: program.env }, logFile, ready });
  const server = await answering(pid, port);
  if (!server) throw new Error('Redis stopped answering right after its start');
  return server;
}

/** Stops what runs on this data directory, whether it answers or not. */
export async function stopRedis(dataDir: string): Promise<void> {
  const pid = pidIn(dataDir);
  // Redis renames its process to "redis-server 127.0.0.1:PORT"; the port in the title may be any.
  if (pid !== undefined) await stopProcess(pid, '127.0.0.1:', 'SIGTERM');
}

/** Runs one command on a connection of its own that does not wait for a server that is away. */
export async function askRedis<T>(url: string, ask: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: 5_000,
    commandTimeout: 5_000,
  });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return await ask(redis);
  } finally {
    redis.disconnect();
  }
}

/** The server's version, from INFO. */
export async function redisVersion(url: string): Promise<string> {
  const info = await askRedis(url, (redis) => redis.info('server'));
  return /^(?:valkey|redis)_version:(\S+)/m.exec(info)?.[1] ?? 'unknown';
}

function folder(dataDir: string): string {
  return join(dataDir, 'redis');
}

function pidFile(dir: string): string {
  return join(dir, 'redis.pid');
}

function pidIn(dataDir: string): number | undefined {
  return writtenPid(pidFile(folder(dataDir)));
}

function settings(dir: string, port: number): string[] {
  const values = {
    port,
    bind: '127.0.0.1',
    dir,
    pidfile: pidFile(dir),
    appendonly: 'yes',
    appendfsync: 'everysec',
    save: '',
    maxmemory: '512mb',
    'maxmemory-policy': 'noeviction',
  };
  return Object.entries(values).flatMap(([name, value]) => [`--${name}`, String(value)]);
}

async function answering(pid: number, port: number): Promise<Server | undefined> {
  const url = `redis://127.0.0.1:${port}`;
  try {
    return { url, pid, port, version: await redisVersion(url) };
  } catch {
    return undefined;
  }
}

import { mkdtemp, readdir, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRedis } from '../../../scripts/services/find.js';
import { commandOf, launch } from '../../../scripts/services/process.js';
import { askRedis } from '../../../scripts/services/redis.js';
import { projectData } from '../../../scripts/services/state.js';
import { until } from '../until.js';
import { lastingPort } from './lasting-port.js';

export type PrivateRedis = Awaited<ReturnType<typeof startPrivateRedis>>;

export interface RedisWishes {
  readonly policy?: string;
  /** How soon what it was given is on the disk. */
  readonly fsync?: 'always' | 'everysec';
}

/** A Redis that a test may wipe, kill and start again: nobody else's. It keeps what it was given over a kill. */
export async function startPrivateRedis({ policy = 'noeviction', fsync = 'always' }: RedisWishes = {}) {
  const program = findRedis(join(projectData, 'cache'));
  const dir = await mkdtemp(join(tmpdir(), '2getpro-redis-'));
  const port = await lastingPort();
  const url = `redis://127.0.0.1:${port}`;
  const settings = {
    port,
    bind: '127.0.0.1',
    dir,
    appendonly: 'yes',
    appendfsync: fsync,
    save: '',
    'maxmemory-policy': policy,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const ready = () =>
    askRedis(url, (redis) => redis.ping()).then(
      () => true,
      () => false,
    );
  let isStopped = false;
  const begin = async (): Promise<number> => {
    if (isStopped) throw new Error('Redis was stopped for good');
    return launch({
      command: program.path,
      args,
      as: { env: program.env },
      logFile: join(dir, 'log'),
      ready,
    });
  };
  let starting = begin();
  let pid = await starting;

  const kill = async (): Promise<void> => {
    process.kill(pid, 'SIGKILL');
    await until(() => commandOf(pid) === '');
  };
  return {
    url,
    kill,
    async start(): Promise<void> {
      pid = await (starting = begin());
    },
    /** What a power cut does with `everysec`: the newest bytes of its log never reached the disk. Kill it first. */
    async forget(bytes: number): Promise<void> {
      const folder = join(dir, 'appendonlydir');
      const file = (await readdir(folder))
        .filter((name) => name.endsWith('.incr.aof'))
        .toSorted()
        .at(-1);
      if (file === undefined) throw new Error(`Redis keeps no log in ${folder}`);
      const { size } = await stat(join(folder, file));
      await truncate(join(folder, file), Math.max(0, size - bytes));
    },
    signal: (signal: NodeJS.Signals): void => void process.kill(pid, signal),
    wipe: (): Promise<unknown> => askRedis(url, (redis) => redis.flushall()),
    /** For good: nothing that still goes on starts it again. */
    async stop(): Promise<void> {
      isStopped = true;
      pid = await starting.catch(() => pid);
      if (commandOf(pid) !== '') await kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRedis } from '../../../scripts/services/find.js';
import { commandOf, freePort, launch } from '../../../scripts/services/process.js';
import { askRedis } from '../../../scripts/services/redis.js';
import { projectData } from '../../../scripts/services/state.js';
import { until } from '../../support/until.js';

export const password = 'of-the-stores';

export interface Server {
  readonly port: number;
  /** One command; its words are those of redis-cli. */
  readonly ask: (...words: readonly (string | number)[]) => Promise<unknown>;
  readonly info: () => Promise<string>;
  readonly kill: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** A redis-server of a test with these lines in its configuration, which it may rewrite. */
export async function startServer(lines: readonly string[], { sentinel = false } = {}): Promise<Server> {
  const program = findRedis(join(projectData, 'cache'));
  const dir = await mkdtemp(join(tmpdir(), '2getpro-redis-'));
  const port = await freePort();
  const file = join(dir, 'redis.conf');
  await writeFile(file, [`port ${port}`, 'bind 127.0.0.1', `dir ${dir}`, ...lines, ''].join('\n'));
  const url = sentinel ? `redis://127.0.0.1:${port}` : `redis://:${password}@127.0.0.1:${port}`;
  const pid = await launch({
    command: program.path,
    args: [file, ...(sentinel ? ['--sentinel'] : [])],
    as: { env: program.env },
    logFile: join(dir, 'log'),
    ready: () =>
      askRedis(url, (redis) => redis.ping()).then(
        () => true,
        () => false,
      ),
  });
  const kill = async (): Promise<void> => {
    if (commandOf(pid) !== '') process.kill(pid, 'SIGKILL');
    await until(() => commandOf(pid) === '');
  };
  return {
    port,
    ask: (...[name = '', ...words]) => askRedis(url, (redis) => redis.call(String(name), words.map(String))),
    info: () => askRedis(url, (redis) => redis.info()),
    kill,
    async stop() {
      await kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** What a server that keeps jobs is started with. */
export const keeping = [
  'appendonly yes',
  'save ""',
  'maxmemory-policy noeviction',
  `requirepass ${password}`,
  `masterauth ${password}`,
];

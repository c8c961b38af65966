import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectDir } from '../../../scripts/services/state.js';
import type { Environment, Shop } from '../../support/fleet/open-shop.js';
import { until } from '../../support/until.js';

const run = promisify(execFile);
const program = join(projectDir, 'node_modules/.bin/pm2');

/** A process as PM2 lists it. */
export interface Process {
  readonly name: string;
  readonly pid: number;
  readonly pm2_env: {
    readonly status: string;
    readonly restart_time: number;
    readonly exec_mode: string;
    readonly exit_code?: number;
    readonly METRICS_PORT: number | string;
    readonly NODE_APP_INSTANCE: number | string;
  };
}

export interface Pm2 {
  (...args: readonly string[]): Promise<unknown>;
  /** The same with other settings. */
  readonly with: (env: Environment, ...args: readonly string[]) => Promise<unknown>;
  readonly list: (name?: string) => Promise<Process[]>;
  /** Waits until so many processes, of that application or of all, run and say that they are ready. */
  readonly ready: (count: number, name?: string) => Promise<void>;
  /** Exit codes of all that ended so far, in PM2's own words: "0 SIGINT". */
  readonly exits: () => Promise<string[]>;
  /** All that the fleet has logged, or that application and those whose names begin like it. */
  readonly log: (name?: string) => Promise<string>;
}

export const opsUrl = ({ pm2_env: { METRICS_PORT, NODE_APP_INSTANCE } }: Process): string =>
  `http://127.0.0.1:${Number(METRICS_PORT) + Number(NODE_APP_INSTANCE)}`;

/** PM2 with a home of its own, and the shop's fleet under it. Call inside a `describe`, after `useShop`. */
export function usePm2(shop: Shop, more: Environment = {}): Pm2 {
  let home: string;
  let env: Record<string, string>;
  const underWay = new Set<Promise<unknown>>();
  let isOver = false;
  const ask = (given: Environment, args: readonly string[]) =>
    run(program, [...args], { cwd: projectDir, env: { ...env, ...given }, maxBuffer: 1 << 24 });
  const call = async (given: Environment, args: readonly string[]) => {
    if (isOver) throw new Error('PM2 has been told to end');
    const asked = ask(given, args);
    underWay.add(asked);
    return asked.finally(() => underWay.delete(asked));
  };
  const list = async (name?: string): Promise<Process[]> => {
    const { stdout } = await call({}, ['jlist']);
    const all = JSON.parse(stdout.replace(/^[^[]*/, '')) as Process[];
    return name === undefined ? all : all.filter((each) => each.name === name);
  };

  before(async function () {
    this.timeout(120_000);
    home = await mkdtemp(join(tmpdir(), 'pm2-')); // short: it holds sockets, 107 bytes at most
    env = {
      ...(process.env as Record<string, string>),
      ...shop.env,
      PM2_HOME: home,
      PM2_DISABLE_VERSION_CHECK: '1',
      METRICS_PORT: String(await freeRange()),
      BOT_SERVER_PORT: new URL(shop.botUrl).port,
      WEB_SERVER_PORT: new URL(shop.webUrl).port,
      ...more,
    };
    await call({}, ['start', 'ecosystem.config.js']);
  });
  after(async function () {
    this.timeout(60_000);
    // Whoever asks while PM2 ends, as a test that was interrupted may, would start it anew.
    isOver = true;
    await Promise.allSettled(underWay);
    await ask({}, ['kill']);
    await rm(home, { recursive: true, force: true });
  });

  const pm2 = (...args: readonly string[]) => call({}, args);
  return Object.assign(pm2, {
    with: (given: Environment, ...args: readonly string[]) => call(given, args),
    list,
    async ready(count: number, name?: string) {
      const isReady = (each: Process) =>
        fetch(`${opsUrl(each)}/health/ready`).then(
          ({ ok }) => ok,
          () => false,
        );
      const all = async () => {
        const found = await list(name);
        const online = found.every(({ pm2_env: { status } }) => status === 'online');
        return found.length === count && online && (await Promise.all(found.map(isReady))).every(Boolean);
      };
      await until(all, 90_000, `not all ${count} of ${name ?? 'the fleet'} became ready`);
    },
    async exits() {
      const text = await readFile(join(home, 'pm2.log'), 'utf8');
      return [...text.matchAll(/exited with code \[(\w+)\] via signal \[(\w+)\]/g)].map(
        ([, code, signal]) => `${code} ${signal}`,
      );
    },
    async log(name = '') {
      const files = (await readdir(join(home, 'logs'))).filter((file) => file.startsWith(name));
      return (await Promise.all(files.map((file) => readFile(join(home, 'logs', file), 'utf8')))).join('');
    },
  });
}

/** The first of a hundred ports of which those that a fleet takes are free. */
async function freeRange(): Promise<number> {
  for (
    let first = 20_000 + Math.floor(Math.random() * 90) * 100;
    ;
    first = 20_000 + ((first + 100) % 9_000)
  ) {
    const taken = await Promise.all(
      [0, 1, 10, 11, 12, 20, 21, 40, 41, 42, 60, 61, 90].map((n) => isTaken(first + n)),
    );
    if (!taken.includes(true)) return first;
  }
}

const isTaken = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(true));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(false)));
  });

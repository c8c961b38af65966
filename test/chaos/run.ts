import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import { yookassaJournal } from '../e2e/support/faults.js';
import type { Site } from '../../scripts/run/site.js';
import { openShop } from '../support/fleet/open-shop.js';
import { startPrivatePostgres } from '../support/fleet/private-postgres.js';
import { watchChats, type Chats } from './chats.js';
import type { Death } from './deaths.js';
import type { Scene } from './faults.js';
import type { Point } from './points.js';
import { createRandom } from './random.js';
import { watchSenders } from './senders.js';
import { members, setStage, type Stage } from './stage.js';

export interface RunOptions {
  readonly seed: number;
  readonly purchases: number;
  /** Names of what shall break. */
  readonly faults: readonly string[];
  /** How often each of them does; then people buy in peace. */
  readonly rounds: number;
  /** Processes die at the steps of the main job, too. */
  readonly crashes: boolean;
  /** So often at each of them: people come for longer than they are asked to, up to thrice as many, until that is so. */
  readonly deaths: number;
  /** Now and then a process stops to think before a step. */
  readonly pauses: boolean;
  readonly overtakes: number;
  readonly timeScale: number;
  /** Buyers in the shop at a time. */
  readonly crowd: number;
  /** How many times longer than the shortest the lives of processes are. */
  readonly lives: number;
  /** Those of points where enough have died are longer still: a slow machine would only start them. */
  readonly grows: boolean;
  /** Between two faults. */
  readonly restMs: number;
  /** So long does the next fault wait at most until everybody is back from the last. */
  readonly recoverMs: number;
  /** Which steps they die at, by words of their names; all when there are none. */
  readonly steps: readonly string[];
  /** What people come for; all that they may when there is none. */
  readonly wants: readonly string[];
  /** As soon as something looks wrong nobody buys any more. */
  readonly untilFirst: boolean;
  /** So long may nothing move before what is owed counts as forgotten. */
  readonly settleMs: number;
}

export interface Run {
  readonly options: RunOptions;
  readonly scene: Scene;
  readonly chats: Chats;
  readonly stage: Stage;
  readonly deaths: readonly Death[];
  /** The people go, whatever they wait for. */
  readonly shut: AbortController;
}

/** A shop of its own: private servers, the sandbox, the built fleet with crash points, and eyes on the chats. */
export async function openRun(
  options: RunOptions,
  pointsOf: (member: string) => readonly Point[],
  logs: string,
  site: Site,
  env: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const { seed, timeScale, crashes, pauses, lives, grows, steps } = options;
  const postgres = await site.open(
    () => startPrivatePostgres(join(logs, 'postgres')),
    (server) => server.stop(),
  );
  const stage = setStage(logs, { seed, crashes, pauses, lives, grows, steps, pointsOf });
  const shop = await openShop(
    {
      privateRedis: { fsync: 'everysec' },
      databaseServer: postgres.url,
      members,
      env: { TIME_SCALE: String(timeScale), ...limits, ...env },
      atBirth: (name) => stage.atBirth(name),
    },
    logs,
    site,
  );
  const shut = new AbortController();
  setMaxListeners(0, shut.signal); // each buyer listens
  site.signal.addEventListener('abort', () => (stage.becomeCalm(), shut.abort()));
  const chats = watchChats(shop.sandbox.telegram, shut.signal, watchSenders());
  const acknowledged = new Set<string>();
  await site.open(() => setInterval(() => void noteAcknowledged(shop, acknowledged), 1_000), clearInterval);
  const deaths: Death[] = [];
  const scene: Scene = {
    shop,
    postgres,
    random: createRandom(`${seed} faults`),
    hangMs: 10_000 * timeScale + 2_000,
    async away(who, meanwhile) {
      const from = Date.now();
      const death = { who, from, until: from };
      deaths.push(death);
      try {
        return await meanwhile();
      } finally {
        death.until = Date.now();
      }
    },
    acknowledged,
  };
  await shop.fleet.ready();
  return {
    options,
    scene,
    chats,
    stage,
    shut,
    get deaths() {
      return [...deaths, ...stage.crashed().map(({ member: who, at }) => ({ who, from: at, until: at }))];
    },
  };
}

/** Other than a panel has by itself: what it was never told of would not show. */
const limits = { USER_TRAFFIC_LIMIT_GB: '300', USER_TRAFFIC_STRATEGY: 'MONTH' } as const;

/** The emulated provider remembers its newest thousand lines only. */
async function noteAcknowledged(shop: Scene['shop'], acknowledged: Set<string>): Promise<void> {
  const lines = await yookassaJournal(shop).catch(() => []);
  for (const { kind, what, status } of lines) {
    if (kind === 'notification' && status === 200) acknowledged.add(what.split(' ').at(-1) ?? '');
  }
}

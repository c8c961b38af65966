import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectDir } from '../../scripts/services/state.js';
import { isChosen, thinkingMs, type Point } from './points.js';
import { createRandom, type Random } from './random.js';

/** The fleet of the ecosystem file, one process of each and two of those that sell. */
export const members = {
  bot: 'bot',
  web: 'web',
  'worker-people': 'worker',
  'worker-1': 'worker',
  'worker-2': 'worker',
  'worker-slow': 'worker',
  scheduler: 'scheduler',
} as const;

export const queuesOf: Readonly<Record<string, string>> = {
  'worker-people': 'precheckout,updates,inline',
  'worker-1': 'payments,provisioning,messages',
  'worker-2': 'payments,provisioning,messages',
  'worker-slow': 'broadcasts,maintenance,reports',
};

export interface Crash {
  readonly point: Point;
  readonly member: string;
  readonly at: number;
}

export interface StageOptions {
  readonly seed: number;
  /** Whether processes die at points; and at which of their lives' moments. */
  readonly crashes: boolean;
  readonly pauses: boolean;
  /** How much longer they live than the shortest that gets anywhere. */
  readonly lives: number;
  /** They live the longer the more have died at their point. */
  readonly grows: boolean;
  /** Words of the points that they die at; all when there are none. */
  readonly steps: readonly string[];
  /** At which points a member may die. */
  readonly pointsOf: (member: string) => readonly Point[];
}

/** Steps that every purchase takes several times; and while a door is shut nobody buys. */
const frequent = /promise|relay|chat|turn|begin|note|telegram (edit|answer)/;
const doors = /mailbox|drain|inbox/;

/** Steps that few take: a life may end at the first of them. */
const rare = /refund|renewal|charge|reward|binding/;

/** Steps that one life in several takes at all. */
const rarest = /version|squads|forget|find/;

/** A life ends when its point was reached so often: counted by work done, so that also a slow machine gets somewhere. */
const passes = (
  point: Point,
  random: Random,
  { lives, talking }: { readonly lives: number; readonly talking: number },
): number => {
  if (rarest.test(point)) return 1;
  if (rare.test(point)) return lives;
  const often = talking || (doors.test(point) ? 20 : frequent.test(point) ? 6 : 1);
  return lives * random.between(1, 3) * often;
};

/** Chooses for each life of a member where it ends: at the point that was reached least so far. */
export function setStage(
  logs: string,
  { seed, crashes, pauses, lives, grows, steps, pointsOf }: StageOptions,
) {
  const file = join(logs, 'crashes');
  const pauseFile = join(logs, 'pauses');
  const calm = join(logs, 'calm');
  const preload = pathToFileURL(join(projectDir, 'dist/test/chaos/preload.js')).href;
  const births: Record<string, number> = {};
  const planned = new Map<Point, number>();
  for (const empty of [file, pauseFile]) writeFileSync(empty, '');

  const crashed = (): Crash[] => linesOf(file).map((line) => JSON.parse(line) as Crash);
  const counts = (): Map<string, number> => {
    const found = new Map<string, number>();
    for (const { point } of crashed()) found.set(point, (found.get(point) ?? 0) + 1);
    return found;
  };
  const nextPoint = (name: string): Point | undefined => {
    const found = counts();
    const rank = (point: Point): number => (found.get(point) ?? 0) + (planned.get(point) ?? 0) / 4;
    const [least] = lifeOf(name)
      .shuffle(pointsOf(name).filter(isChosen(steps)))
      .toSorted((a, b) => rank(a) - rank(b));
    if (least) planned.set(least, (planned.get(least) ?? 0) + 1);
    return least;
  };

  /** Whoever talks to people does so many times in each purchase: on a slow machine nobody would ever get to pay. */
  const lifeAt = (name: string, point: Point) => ({
    talking: grows && /^(bot|worker-people)$/.test(name) ? 60 : 0,
    lives: lives * (grows ? 1 + Math.floor((counts().get(point) ?? 0) / 2) : 1),
  });
  const lifeOf = (name: string) => createRandom(`${seed} ${name} ${births[name]}`);

  return {
    crashed,
    counts,
    /** How often somebody died at the point where the fewest did, of all where they may. */
    least(): number {
      if (!crashes) return Infinity;
      const found = counts();
      const points = Object.keys(members).flatMap(pointsOf).filter(isChosen(steps));
      return Math.min(...points.map((point) => found.get(point) ?? 0));
    },
    /** How often whoever came to a step stopped to think before it. */
    pauses(): Record<string, number> {
      const stops = linesOf(pauseFile);
      const times = (step: string): number => stops.filter((stop) => stop === step).length;
      return Object.fromEntries(Object.keys(thinkingMs).map((step) => [step, times(step)]));
    },
    births: (): number => Object.values(births).reduce((sum, count) => sum + count, 0),
    /** Nobody dies by itself any more, or stops to think. */
    becomeCalm: (): void => void (existsSync(calm) || appendFileSync(calm, '')),

    atBirth(name: string): Record<string, string> {
      births[name] = (births[name] ?? 0) + 1;
      const point = crashes ? nextPoint(name) : undefined;
      return {
        ...(queuesOf[name] && { WORKER_QUEUES: queuesOf[name] }),
        NODE_OPTIONS: `--import ${preload}`,
        CHAOS_SEED: `${seed} ${name} ${births[name]}`,
        CHAOS_FILE: file,
        CHAOS_PAUSED: pauseFile,
        CHAOS_MEMBER: name,
        CHAOS_CALM: calm,
        ...(pauses && { CHAOS_PAUSES: '0.3' }),
        ...(point && {
          CHAOS_POINT: point,
          CHAOS_PASSES: String(passes(point, lifeOf(name), lifeAt(name, point))),
        }),
      };
    },
  };
}

const linesOf = (file: string): string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');

export type Stage = ReturnType<typeof setStage>;

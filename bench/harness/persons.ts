import type { z } from 'zod';
import type { Shop } from '../../test/e2e/support/shop.js';
import { count, fiveOrMore } from '../bench.js';
import type { EffectName } from '../effects/effects.js';
import type { Done } from '../effects/process.js';
import type { Ground } from './ground.js';
import { interleave } from './interleave.js';
import { compare, type Result } from './result.js';
import { median, percentile, spread } from './stats.js';

const goal = 5;

/** How long as many bare transactions took, of a row each and of one row. */
interface Bare {
  readonly ms: number;
  readonly oneMs: number;
}

/** As many connections as two workers have; PostgreSQL so many ms away, there and back, as another machine is. */
export const personFlags = {
  rounds: fiveOrMore,
  persons: count(2, 1_000, 100),
  connections: count(2, 90, 20),
  away: count(0, 100, 0),
};
type Flags = { readonly [flag in keyof typeof personFlags]: z.output<(typeof personFlags)[flag]> };

export interface Subject {
  readonly name: EffectName;
  readonly about: string;
  readonly unit: string;
  /** Rows that the effect writes: the bare transaction writes as many. */
  readonly rows: number;
  /** Once, before anybody comes. */
  prepare?(shop: Shop): Promise<void>;
  /** Before somebody does it so often. */
  furnish?(shop: Shop, users: readonly bigint[], times: number): Promise<void>;
}

/** The effect as often as there are persons, all at once: by each of them, by one person, and bare transactions, in turns. */
export async function benchPersons(ground: Ground, subject: Subject, flags: Flags): Promise<Result> {
  const { rounds, persons, connections, away } = flags;
  const shop = await ground.shop({ members: {} });
  const envOf = async (url: string) => ({
    ...shop.env,
    BENCH_CONNECTIONS: String(connections),
    DATABASE_URL: away === 0 ? url : await ground.away(url, away),
  });
  const ours = await ground.effects(await envOf(shop.env['DATABASE_URL']!));
  const bare = await ground.bare('transactions', await envOf(shop.ownerUrl));
  await subject.prepare?.(shop);
  let last = 6_400_000_000;
  let firstUpdate = 1;

  const act = async (howMany: number): Promise<Done> => {
    const people = Array.from({ length: howMany }, () => (last += 1));
    const times = persons / howMany;
    await subject.furnish?.(shop, await meet(shop, people), times);
    const crowd = people.flatMap((person) => Array.from({ length: times }, () => person));
    firstUpdate += persons;
    const done = await ours.ask<Done>({ effect: subject.name, people: crowd, firstUpdate });
    if (done.errors.length > 0)
      throw new Error(`${done.errors.length} of ${persons} failed: ${[...new Set(done.errors)].join('; ')}`);
    return done;
  };
  const measured = await interleave(rounds, {
    ours: async () => ({ many: await act(persons), one: await act(1) }),
    bare: () => bare.ask<Bare>({ transactions: persons, rows: subject.rows }),
  });
  return report(measured, subject, flags);
}

/** People who have been here before; answers our ids of them. */
async function meet({ db }: Shop, people: readonly number[]): Promise<bigint[]> {
  const rows = await db
    .knex('users')
    .insert(people.map((id) => ({ telegramId: String(id), firstName: 'Вера', languageGuess: 'ru' })))
    .returning<{ id: bigint }[]>('id');
  await db.knex('chats').insert(rows.map(({ id }) => ({ userId: String(id) })));
  return rows.map(({ id }) => id);
}

type Measured = Awaited<ReturnType<typeof interleave<{ many: Done; one: Done }, Bare>>>;

function report(measured: Measured, { name, about, unit, rows }: Subject, flags: Flags): Result {
  const { persons, connections, away } = flags;
  const rate = ({ ms }: { readonly ms: number }): number => (persons * 1_000) / ms;
  const rounds = measured.map(({ ours: { many, one }, bare }) => ({
    many: rate(many),
    one: rate(one),
    bare: rate(bare),
    bareOne: rate({ ms: bare.oneMs }),
  }));
  const compared = compare(rounds.map(({ many, bare }) => ({ ours: many, bare })));
  const speedup = spread(rounds.map(({ many, one }) => many / one));
  const bareSpeedup = spread(rounds.map(({ bare, bareOne }) => bare / bareOne));
  const p = (percent: number) =>
    median(measured.map(({ ours: { many } }) => percentile(many.latencies, percent)));
  return {
    name,
    about: `${about} ${persons} at once over ${connections} connections: by ${persons} persons, and by one${away > 0 ? `, PostgreSQL ${away} ms away` : ''}; beside bare transactions of a row that is locked and ${rows} that are written.`,
    columns: ['round', `${persons} persons, ${unit}`, 'one person', '×', 'bare', 'ratio'],
    rows: rounds.map(({ many, one, bare }, at) => [`${at + 1}`, many, one, many / one, bare, many / bare]),
    notes: [
      `${persons} persons are ${speedup.median.toFixed(1)} times faster than one (${speedup.min.toFixed(1)} to ${speedup.max.toFixed(1)}). No deadlock, no error.`,
      `Bare transactions of ${persons} rows are ${bareSpeedup.median.toFixed(1)} times faster than of one (${bareSpeedup.min.toFixed(1)} to ${bareSpeedup.max.toFixed(1)}): what this machine has to give.`,
    ],
    goals: [
      {
        says: `${persons} persons at least ${goal} times faster than one`,
        met: speedup.median >= goal,
      },
    ],
    figures: {
      ...compared,
      unit,
      p50Ms: p(50),
      p99Ms: p(99),
      rssMib: Math.max(...measured.map(({ ours: { many } }) => many.rssMib)),
      more: {
        persons,
        speedup: speedup.median,
        speedup_min: speedup.min,
        speedup_max: speedup.max,
        bare_speedup: bareSpeedup.median,
        one_person: median(rounds.map(({ one }) => one)),
        deadlocks: 0,
        errors: 0,
      },
    },
  };
}

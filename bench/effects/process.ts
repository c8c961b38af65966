import { createDb, type Db } from '../../src/db/db.js';
import { effects, type EffectName } from './effects.js';

/** The effects that updates have, in a process of its own, on as many connections as the workers of a fleet have. */
export interface Crowd {
  readonly effect: EffectName;
  /** Telegram's ids: one for each update, the same one over and over where it is one person. */
  readonly people: readonly number[];
  /** Telegram counts them. */
  readonly firstUpdate: number;
}

export interface Done {
  readonly ms: number;
  readonly latencies: readonly number[];
  /** What an effect ended with that was none; SQLSTATE 40P01 is a deadlock. */
  readonly errors: readonly string[];
  readonly rssMib: number;
}

const connections = Number(process.env['BENCH_CONNECTIONS']);
let db: Db | undefined;
const open = (): Db => (db ??= createDb(process.env['DATABASE_URL']!, connections, console.error));

/** All of them at once, as many of them under way as there are connections: a worker takes no more. */
async function run({ effect, people, firstUpdate }: Crowd): Promise<Done> {
  const errors: string[] = [];
  const latencies: number[] = [];
  const began = performance.now();
  const waiting = people.entries();
  const work = async (): Promise<void> => {
    for (const [n, person] of waiting) {
      await patiently(() => effects[effect](open(), person, firstUpdate + n)).catch((error: unknown) => {
        errors.push(codeOf(error) ?? String(error));
      });
      latencies.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  const rssMib = process.memoryUsage().rss / 2 ** 20;
  return { ms: performance.now() - began, latencies, errors, rssMib };
}

/** Whoever waited too long for a lock comes again, as a job does: 55P03, or 57014 of the statement. */
const impatient = new Set<unknown>(['55P03', '57014']);

async function patiently(act: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!impatient.has(codeOf(error))) throw error;
    }
  }
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined;

process.on('message', (crowd) => {
  void run(crowd as Crowd).then((answer) => process.send?.(answer));
});
process.on('disconnect', () => process.exit());
process.send?.({});

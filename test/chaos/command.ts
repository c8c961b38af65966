import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withLockAtOnce } from '../../scripts/services/lock.js';
import { projectData } from '../../scripts/services/state.js';
import { Misused } from '../../scripts/services/unavailable.js';
import type { Closers } from '../support/fleet/open-shop.js';
import { read, type Order } from './flags.js';
import { mutants, runMutants } from './mutants.js';
import { runMoney } from './money/money.js';
import { runPipeline } from './pipeline.js';
import { allMoneyPoints, allPoints } from './points.js';
import { report } from './report.js';

interface Ground {
  readonly logs: string;
  readonly closers: Closers;
  readonly say: (line: string) => void;
}

/** Each answers how many violations there were. */
const runs: Readonly<Record<string, (order: Order, ground: Ground) => Promise<number>>> = {
  pipeline,
  money,
  mutants: everyMutant,
};

/** Runs what is named; answers the exit code: 0 all is well, 1 violations. @throws {Misused} in one sentence */
export async function runChaos(args: readonly string[], build: () => Promise<void>): Promise<number> {
  const order = read(args);
  const run = Object.hasOwn(runs, order.name) ? runs[order.name] : undefined;
  const names = Object.keys(runs).join(', ');
  if (order.name === '') throw new Misused(`Name a chaos run: ${names}.`);
  if (!run) throw new Misused(`There is no chaos run "${order.name}": ${names}.`);
  return withLockAtOnce(join(projectData, 'chaos.lock'), 'another chaos run', async () => {
    await build();
    return (await onGround((ground) => run(order, ground))) > 0 ? 1 : 0;
  });
}

/** Ends everything that was begun, whatever happens; keeps the logs where something was violated. */
async function onGround(work: (ground: Ground) => Promise<number>): Promise<number> {
  const logs = await mkdtemp(join(tmpdir(), '2getpro-chaos-'));
  const began = Date.now();
  const say = (line: string): void =>
    console.log(`${((Date.now() - began) / 1_000).toFixed(0).padStart(4)} s  ${line}`);
  const closers: Closers = [];
  const interrupted = new Promise<never>((_, reject) => {
    // Not once: npm passes on a signal that we also got ourselves, and the second would end us before the fleet.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => reject(new Error(`stopped by ${signal}`)));
  });
  let violations = 1;
  try {
    violations = await Promise.race([work({ logs, closers, say }), interrupted]);
  } catch (error) {
    if (error instanceof Misused) violations = 0; // nothing ran, so nothing is logged
    throw error;
  } finally {
    for (const close of closers.toReversed())
      await close().catch((error: unknown) => console.error(`closing: ${String(error)}`));
    if (violations > 0) console.error(`Logs of the fleet: ${logs}`);
    else await rm(logs, { recursive: true, force: true });
  }
  return violations;
}

async function pipeline({ options, short }: Order, { logs, closers, say }: Ground): Promise<number> {
  say(`seed ${options.seed}: ${options.purchases} purchases, ${options.faults.length} kinds of faults`);
  const result = await runPipeline(options, logs, closers, say);
  return report(result, { name: 'pipeline', options, short, allPoints });
}

async function money({ options, short }: Order, { logs, closers, say }: Ground): Promise<number> {
  say(`seed ${options.seed}: ${options.purchases} purchases, ${options.faults.length} kinds of faults`);
  const result = await runMoney(options, logs, closers, say);
  return report(result, { name: 'money', options, short, allPoints: allMoneyPoints });
}

async function everyMutant(
  { wish = '', options: { seed } }: Order,
  { logs, closers, say }: Ground,
): Promise<number> {
  const called = mutants().filter(({ name }) => name === wish);
  const chosen = called.length > 0 ? called : mutants().filter(({ name }) => name.includes(wish));
  if (chosen.length === 0)
    throw new Misused(
      `No mutant is called "${wish}": ${mutants()
        .map(({ name }) => name)
        .join(', ')}.`,
    );
  const missed: string[] = [];
  say(`seed ${seed}: ${chosen.length} rules are broken, one after the other`);
  await runMutants(chosen, { seed, logs, closers }, ({ name, rule }, { caught, why }) => {
    if (!caught) missed.push(name);
    say(`${caught ? 'caught    ' : 'NOT CAUGHT'} ${name}: ${rule}\n        ${why}`);
  });
  const line = {
    name: 'mutants',
    seed,
    trials: chosen.length,
    faults: chosen.length,
    violations: missed.length,
    missed,
  };
  console.log(JSON.stringify({ ...line, date: new Date().toISOString() }));
  return missed.length;
}

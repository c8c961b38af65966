import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildOn } from '../../scripts/build/build.js';
import type { Site } from '../../scripts/run/site.js';
import { holdLock } from '../../scripts/services/lock.js';
import { projectData } from '../../scripts/services/state.js';
import { Interrupted, Misused } from '../../scripts/services/unavailable.js';
import { read, type Order } from './flags.js';
import { openCopies } from './copies.js';
import { mutantsNamed } from './mutants.js';
import { runMoney } from './money/money.js';
import { runPipeline } from './pipeline.js';
import { allMoneyPoints, allPoints } from './points.js';
import { report } from './report.js';
import { tryMutants } from './trials.js';

interface Ground {
  readonly logs: string;
  readonly site: Site;
  readonly say: (line: string) => void;
}

/** Each answers how many violations there were. */
const runs: Readonly<Record<string, (order: Order, ground: Ground) => Promise<number>>> = {
  pipeline,
  money,
  mutants: everyMutant,
};

/** Runs what is named; answers the exit code: 0 all is well, 1 violations. @throws {Misused} in one sentence */
export async function runChaos(args: readonly string[], site: Site): Promise<number> {
  const order = read(args);
  const run = runOf(order);
  if (order.name === 'mutants') mutantsNamed(order.wish);
  await holdLock(site, join(projectData, 'chaos.lock'), 'another chaos run');
  await buildOn(site);
  return (await onGround(site, (ground) => run(order, ground))) > 0 ? 1 : 0;
}

function runOf({ name, wish, surplus }: Order) {
  const names = Object.keys(runs).join(', ');
  if (name === '') throw new Misused(`Name a chaos run: ${names}.`);
  const run = Object.hasOwn(runs, name) ? runs[name] : undefined;
  if (!run) throw new Misused(`There is no chaos run "${name}": ${names}.`);
  const unheard = name === 'mutants' ? surplus : [wish, ...surplus];
  if (unheard[0] !== undefined)
    throw new Misused(`One run at a time: "${unheard[0]}" is too much after "${name}".`);
  return run;
}

/** The logs are kept where something was violated, or failed. */
async function onGround(site: Site, work: (ground: Ground) => Promise<number>): Promise<number> {
  let isWell = false;
  const forget = async (folder: string): Promise<void> => {
    if (isWell || site.signal.reason instanceof Interrupted)
      await rm(folder, { recursive: true, force: true });
    else console.error(`Logs of the fleet: ${folder}`);
  };
  const logs = await site.open(() => mkdtemp(join(tmpdir(), '2getpro-chaos-')), forget);
  const began = Date.now();
  const say = (line: string): void =>
    console.log(`${((Date.now() - began) / 1_000).toFixed(0).padStart(4)} s  ${line}`);
  const violations = await work({ logs, site, say });
  isWell = violations === 0;
  return violations;
}

async function pipeline({ options, short }: Order, { logs, site, say }: Ground): Promise<number> {
  say(`seed ${options.seed}: ${options.purchases} purchases, ${options.faults.length} kinds of faults`);
  const result = await runPipeline(options, logs, site, say);
  return report(result, { name: 'pipeline', options, short, allPoints });
}

async function money({ options, short }: Order, { logs, site, say }: Ground): Promise<number> {
  say(`seed ${options.seed}: ${options.purchases} purchases, ${options.faults.length} kinds of faults`);
  const result = await runMoney(options, logs, site, say);
  return report(result, { name: 'money', options, short, allPoints: allMoneyPoints });
}

async function everyMutant({ wish, options: { seed } }: Order, { logs, site, say }: Ground): Promise<number> {
  const chosen = mutantsNamed(wish);
  say(`seed ${seed}: ${chosen.length} rules are broken, one after the other, once all is clean without that`);
  const { clean, spoilt, judged, missed } = await tryMutants(chosen, seed, await openCopies(logs, site), {
    control: ([script, args], { isWell, why }) =>
      say(`${isWell ? 'clean     ' : 'NOT CLEAN '} as it is: ${script} ${args.join(' ')}\n        ${why}`),
    mutant: ({ name, rule }, { isWell, why }) =>
      say(`${isWell ? 'caught    ' : 'NOT CAUGHT'} ${name}: ${rule}\n        ${why}`),
  });
  if (spoilt > 0)
    say('no mutant was judged: this machine is too slow or too busy for that, or the sources are at fault');
  const violations = spoilt + missed.length;
  const line = { name: 'mutants', seed, trials: judged, faults: judged, violations, missed, clean, spoilt };
  console.log(JSON.stringify({ ...line, date: new Date().toISOString() }));
  return violations;
}

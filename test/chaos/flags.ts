import { parseArgs } from 'node:util';
import { z } from 'zod';
import { Misused } from '../../scripts/services/unavailable.js';
import { wants } from './buyer.js';
import { faults, faultsNamed } from './faults.js';
import { moneyWants } from './money/wants.js';
import { allMoneyPoints, allPoints, isChosen, type Point } from './points.js';
import type { RunOptions } from './run.js';

const whole = (name: string, least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,10}$/)
    .transform(Number)
    .refine((number) => number >= least && number <= most)
    .optional()
    .catch(() => {
      throw new Misused(`--${name} takes a whole number from ${least} to ${most}.`);
    });

const Flags = z.object({
  seed: whole('seed', 0, 2 ** 32 - 1),
  purchases: whole('purchases', 1, 100_000),
  short: z.boolean().default(false),
  faults: z.string().optional(),
  steps: z.string().default(''),
  wants: z.string().default(''),
  'until-first': z.boolean().default(false),
});

export interface Order {
  readonly name: string;
  /** What comes after the name. */
  readonly wish: string | undefined;
  /** Words after that, which nobody asked for. */
  readonly surplus: readonly string[];
  readonly options: RunOptions;
  readonly short: boolean;
}

/** What the words of its flags may say. */
interface Known {
  readonly points: readonly Point[];
  readonly wants: object;
  /** What breaks beside the faults. */
  readonly others: readonly string[];
}

const pipeline: Known = { points: allPoints, wants, others: ['crashes', 'pauses', 'overtakes'] };
const money: Known = { points: allMoneyPoints, wants: moneyWants, others: ['crashes', 'pauses'] };

/** What was typed. @throws {Misused} with a sentence */
export function read(args: readonly string[]): Order {
  const { values, positionals } = parse(args);
  const [name = '', wish, ...surplus] = positionals;
  if (name === 'mutants') refuseAllButSeed(values);
  const its = name === 'money' ? money : pipeline;
  const { seed = Math.floor(Math.random() * 2 ** 32), purchases, short, ...rest } = Flags.parse(values);
  const options = {
    ...(short ? brief : full),
    ...(name === 'money' && (short ? briefMoney : fullMoney)),
    seed,
    ...(purchases && { purchases }),
    ...chosen(rest.faults, its),
    steps: known('steps', rest.steps, (step) => its.points.some(isChosen([step]))),
    wants: known('wants', rest.wants, (want) => Object.hasOwn(its.wants, want)),
    ...(rest['until-first'] && { untilFirst: true, rounds: Infinity, deaths: 0 }),
  };
  if (options.steps.length > 0 && !options.crashes)
    throw new Misused('--steps says where processes die: name crashes among the --faults, too.');
  return { name, wish, surplus, short, options };
}

const brief = {
  purchases: 30,
  faults: Object.keys(faults),
  rounds: 1,
  crashes: true,
  deaths: 0,
  pauses: true,
  lives: 1,
  grows: false,
  overtakes: 1,
  timeScale: 0.3,
  crowd: 8,
  restMs: 700,
  recoverMs: 5_000, // a slow machine starts processes for as long as they live
  settleMs: 20_000,
  untilFirst: false,
} as const;

const full = {
  ...brief,
  purchases: 1_000,
  rounds: Infinity,
  deaths: 2,
  lives: 4,
  overtakes: 12,
  crowd: 40,
  restMs: 3_000,
  recoverMs: 15_000,
  settleMs: 60_000,
} as const;

/** Of every provider and every want a few. */
const briefMoney = { purchases: 60, crowd: 16, grows: true, overtakes: 0 } as const;
const fullMoney = {
  purchases: 500,
  rounds: 3,
  lives: 1,
  grows: true,
  overtakes: 0,
  restMs: 5_000,
} as const;

/** "redis wipe,kill worker,crashes,pauses,overtakes": only these break. */
function chosen(named: string | undefined, its: Known): Partial<RunOptions> {
  if (named === undefined) return {};
  const words = named.split(',').filter((word) => word !== '');
  const kinds = words.filter((word) => !its.others.includes(word));
  for (const word of kinds) {
    if (faultsNamed([word]).length === 0)
      throw new Misused(
        `--faults knows no "${word}"; it knows ${[...its.others, ...Object.keys(faults)].join(', ')}.`,
      );
  }
  return {
    faults: faultsNamed(kinds),
    crashes: words.includes('crashes'),
    pauses: words.includes('pauses'),
    ...(!words.includes('overtakes') && { overtakes: 0 }),
  };
}

function known(flag: string, list: string, isKnown: (word: string) => boolean): string[] {
  const words = list.split(',').filter((word) => word !== '');
  for (const word of words) if (!isKnown(word)) throw new Misused(`--${flag} knows no "${word}".`);
  return words;
}

/** Each mutant says by itself what breaks and who comes. */
function refuseAllButSeed(values: object): void {
  const unheard = Object.keys(values).find((flag) => flag !== 'seed');
  if (unheard === undefined) return;
  throw new Misused(`mutants takes no --${unheard}: each says by itself how it is run; only --seed counts.`);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        seed: { type: 'string' },
        purchases: { type: 'string' },
        short: { type: 'boolean' },
        faults: { type: 'string' },
        steps: { type: 'string' },
        wants: { type: 'string' },
        'until-first': { type: 'boolean' },
      },
      allowPositionals: true,
    });
  } catch (error) {
    throw new Misused(error instanceof Error ? error.message.split('\n')[0]! : String(error));
  }
}

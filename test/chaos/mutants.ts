import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { sourceFolders } from '../../scripts/build/build.js';
import { runChild } from '../../scripts/run/child.js';
import type { Site } from '../../scripts/run/site.js';
import { run as runToEnd } from '../../scripts/services/process.js';
import { projectData, projectDir } from '../../scripts/services/state.js';
import { Misused } from '../../scripts/services/unavailable.js';
import { startPrivatePostgres } from '../support/fleet/private-postgres.js';
import { startPrivateRedis } from '../support/fleet/private-redis.js';

/** A rule broken on purpose; the patch is applied to a copy, and somebody must notice. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly rule: string;
  /** "pipeline FAULTS" and more of its flags, or "test FILE". */
  readonly run: string;
  /** Words of the violations, or of the failing test, by which it must be caught; one of them is enough. */
  readonly caughtBy: readonly string[];
}

export interface Verdict {
  readonly caught: boolean;
  /** By what, or why not. */
  readonly why: string;
}

const folder = join(projectDir, 'test/chaos/mutants');
const Line = z.object({
  found: z.record(z.string(), z.number()),
  load_s: z.number(),
  settling_s: z.number(),
});

export const mutants = (): readonly Mutant[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.patch'))
    .map((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      const told = (word: string): string => new RegExp(`^${word}: (.+)$`, 'm').exec(text)?.[1] ?? '';
      const mutant = {
        name: basename(file, '.patch'),
        file: join(folder, file),
        rule: told('rule'),
        run: told('run'),
      };
      return { ...mutant, caughtBy: told('caught by').split('|').filter(Boolean) };
    });

/** What its patch says shall catch it: a script, and what it is called with. */
export function scriptOf({ run }: Mutant, seed: number): readonly [script: string, args: readonly string[]] {
  const [kind = '', ...words] = run.split(' ');
  return kind === 'test' ? ['test', words] : ['chaos', chaosArgs(kind, seed, words)];
}

/** The one of this name, or all whose names hold it. @throws {Misused} for none */
export function mutantsNamed(wish = ''): readonly Mutant[] {
  const called = mutants().filter(({ name }) => name === wish);
  const chosen = called.length > 0 ? called : mutants().filter(({ name }) => name.includes(wish));
  if (chosen.length > 0) return chosen;
  const names = mutants().map(({ name }) => name);
  throw new Misused(`No mutant is called "${wish}": ${names.join(', ')}.`);
}

/** Applies each to a copy, builds it there and runs what must catch it. @throws when a patch does not apply any more */
export async function runMutants(
  chosen: readonly Mutant[],
  { seed, logs, site }: { readonly seed: number; readonly logs: string; readonly site: Site },
  tell: (mutant: Mutant, verdict: Verdict) => void,
): Promise<void> {
  const postgres = await site.open(
    () => startPrivatePostgres(join(logs, 'postgres')),
    (server) => server.stop(),
  );
  const redis = await site.open(
    () => startPrivateRedis(),
    (server) => server.stop(),
  );
  const stores = { DATABASE_URL: postgres.url, REDIS_URL: redis.url };
  for (const mutant of chosen) {
    const forget = (made: string): void => rmSync(made, { recursive: true, force: true });
    const copy = await site.open(() => mkdtempSync(join(tmpdir(), '2getpro-mutant-')), forget);
    makeCopy(copy);
    apply(mutant, copy);
    const [script, args] = scriptOf(mutant, seed);
    const env = script === 'test' ? stores : {};
    const verdict = await judge(mutant, copy, [script, args, env], {
      log: join(logs, `${mutant.name}.log`),
      site,
    });
    tell(mutant, verdict);
    forget(copy);
  }
}

/** "redis wipe,crashes --steps relay add": a flag's words may hold spaces. */
const chaosArgs = (name: string, seed: number, words: readonly string[]): string[] => {
  const [faults = '', ...flags] = words.join(' ').split(' --');
  return [
    name,
    '--short',
    '--until-first',
    '--purchases=120',
    `--seed=${seed}`,
    `--faults=${faults}`,
    ...flags.map((flag) => `--${flag.replace(' ', '=')}`),
  ];
};

/** With what was compiled already, so that the compiler looks at the change alone. */
function makeCopy(copy: string): void {
  for (const part of [...sourceFolders, 'dist', 'package.json', 'tsconfig.json', '.mocharc.json'])
    cpSync(join(projectDir, part), join(copy, part), { recursive: true, preserveTimestamps: true });
  mkdirSync(join(copy, '.data'));
  symlinkSync(join(projectData, 'cache'), join(copy, '.data/cache'));
  symlinkSync(join(projectDir, 'node_modules'), join(copy, 'node_modules'));
}

function apply({ name, file }: Mutant, copy: string): void {
  try {
    runToEnd('git', ['-C', copy, 'apply', file], { env: { GIT_CEILING_DIRECTORIES: tmpdir() } });
  } catch (error) {
    throw new Error(`The mutant ${name} does not apply any more: ${String(error)}`, { cause: error });
  }
}

type Script = readonly [script: string, args: readonly string[], env: Readonly<Record<string, string>>];

async function judge(
  { caughtBy }: Mutant,
  copy: string,
  [script, args, env]: Script,
  { log, site }: { readonly log: string; readonly site: Site },
): Promise<Verdict> {
  let output = '';
  const hear = (text: string): void => void (output += text);
  await runChild(site, ['--import', 'tsx', `scripts/${script}.ts`, ...args], { cwd: copy, env, hear });
  site.signal.throwIfAborted(); // cut off, it says nothing about the mutant
  writeFileSync(log, output);
  return script === 'test' ? judgeTest(output, caughtBy) : judgeRun(output, caughtBy);
}

function judgeTest(output: string, caughtBy: readonly string[]): Verdict {
  const failed = Number(/^\d+ passed, (\d+) failed$/m.exec(output)?.[1] ?? Number.NaN);
  const failing = output.slice(output.search(/\d+ failing/));
  const words = caughtBy.find((each) => failing.includes(each));
  if (failed > 0 && words !== undefined) return { caught: true, why: `the test "…${words}…" fails` };
  return { caught: false, why: output.trim().split('\n').slice(-15).join('\n') };
}

function judgeRun(output: string, caughtBy: readonly string[]): Verdict {
  const last = output.split('\n').findLast((line) => line.startsWith('{')) ?? '';
  const line = last === '' ? undefined : Line.parse(JSON.parse(last));
  if (!line)
    return {
      caught: false,
      why: `the run itself failed:\n${output.trim().split('\n').slice(-15).join('\n')}`,
    };
  const found = Object.entries(line.found).map(([rule, count]) => `${rule}: ${count}`);
  const times = `${line.load_s} s of load, ${line.settling_s} s of settling`;
  const caught = caughtBy.some((rule) => rule in line.found);
  return { caught, why: `${found.length === 0 ? 'nothing was violated' : found.join('; ')} (${times})` };
}

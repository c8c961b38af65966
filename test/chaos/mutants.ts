import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { projectDir } from '../../scripts/services/state.js';
import { Misused } from '../../scripts/services/unavailable.js';

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

/** What is run in a copy of the sources: `npm run chaos` or `npm test`, and with which words. */
export type Script = readonly [name: 'chaos' | 'test', args: readonly string[]];

const folder = join(projectDir, 'test/chaos/mutants');

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

/** The one of this name, or all whose names hold it. @throws {Misused} for none */
export function mutantsNamed(wish = ''): readonly Mutant[] {
  const called = mutants().filter(({ name }) => name === wish);
  const chosen = called.length > 0 ? called : mutants().filter(({ name }) => name.includes(wish));
  if (chosen.length > 0) return chosen;
  const names = mutants().map(({ name }) => name);
  throw new Misused(`No mutant is called "${wish}": ${names.join(', ')}.`);
}

/** What its patch says shall catch it. */
export function scriptOf({ run }: Pick<Mutant, 'run'>, seed: number): Script {
  const [kind = '', ...words] = run.split(' ');
  return kind === 'test' ? ['test', words] : ['chaos', chaosArgs(kind, seed, words)];
}

/**
 * What the sources as they are must pass before a mutant of them is judged by it: each of the chaos runs, and all the
 * tests in one.
 */
export function controlsOf(chosen: readonly Mutant[], seed: number): readonly Script[] {
  const scripts = chosen.map((mutant) => scriptOf(mutant, seed));
  const files = new Set(scripts.flatMap(([name, args]) => (name === 'test' ? args : [])));
  const runs = scripts.filter(([name]) => name === 'chaos');
  const distinct = new Map(runs.map((script) => [script[1].join(' '), script]));
  return [...(files.size > 0 ? [['test', [...files]] as const] : []), ...distinct.values()];
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

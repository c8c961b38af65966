import { createRequire } from 'node:module';
import { z } from 'zod';
import { Misused } from '../services/unavailable.js';

/** What mocha itself knows of its flags. It keeps silent about those that it does not know. */
const { types, aliases } = z
  .object({
    types: z.record(z.string(), z.string().array()),
    aliases: z.record(z.string(), z.string().array()),
  })
  .parse(createRequire(import.meta.url)('mocha/lib/cli/run-option-metadata.cjs'));
const others = ['help', 'h', 'version', 'V', 'inspect', 'inspect-brk'];

const namesOf = (flags: readonly string[]): string[] =>
  flags.flatMap((flag) => [flag, ...(aliases[flag] ?? [])]);
const flagsOf = (isSwitch: boolean): Set<string> =>
  new Set(
    Object.entries(types).flatMap(([type, flags]) =>
      (type === 'boolean') === isSwitch ? namesOf(flags) : [],
    ),
  );
const switches = new Set([...flagsOf(true), ...others]);
const valued = flagsOf(false);

/** The test files among what somebody added to `npm test --`. @throws {Misused} for what is neither one nor a flag of mocha's */
export function filesIn(args: readonly string[]): string[] {
  const files: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at]!;
    if (word.endsWith('.test.ts') && !word.startsWith('-')) files.push(word);
    else if (takesNext(word)) at += 1;
  }
  return files;
}

/** Whether the word after this flag is its value. */
function takesNext(word: string): boolean {
  const [, dashes, text = '', value] = /^(--?)([^=]+)(=.*)?$/s.exec(word) ?? [];
  if (dashes === undefined)
    throw new Misused(
      `"${word}" is no test file: name one that ends with .test.ts, or -g 'words' of a test.`,
    );
  const name = text.replace(/^no-/, '');
  if (valued.has(name)) return value === undefined;
  const isKnown = switches.has(name) || process.allowedNodeEnvironmentFlags.has(`--${text}`);
  if (isKnown || (dashes === '-' && isCluster(text))) return false;
  throw new Misused(`mocha has no flag ${word}: npx mocha --help names those that it has.`);
}

/** "bi", or "gwords": letters of switches, or one with its value. */
const isCluster = (letters: string): boolean =>
  valued.has(letters[0]!) || letters.split('').every((letter) => switches.has(letter));

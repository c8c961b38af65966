import { parseArgs } from 'node:util';
import { z } from 'zod';
import { Misused } from '../scripts/services/unavailable.js';
import type { Bench } from './bench.js';

export interface Asked {
  readonly names: readonly string[];
  /** Folder for CPU profiles of the fleet's processes. */
  readonly profile?: string;
  readonly flags: Readonly<Record<string, string>>;
}

/**
 * Reads the command line: a name, or `all`, which takes no flags of a single bench.
 *
 * @throws {Misused} with one sentence: what is wrong, and what would be right
 */
export function readCommand(args: readonly string[], benches: Readonly<Record<string, Bench>>): Asked {
  const { flags, names } = split(args);
  const known = [...Object.keys(benches), 'all'].join(', ');
  const [name, ...others] = names;
  if (name === undefined) throw new Misused(`Name a bench: ${known}.`);
  if (others.length > 0) throw new Misused(`One bench at a time, or "all": not ${names.join(' and ')}.`);
  if (name !== 'all' && !Object.hasOwn(benches, name))
    throw new Misused(`There is no bench "${name}"; there are ${known}.`);

  const { profile, ...own } = flags;
  const asked = name === 'all' ? Object.keys(benches) : [name];
  for (const each of asked) flagsOf(each, benches[each]!, own);
  return { names: asked, flags: own, ...(profile !== undefined && { profile }) };
}

/** A bench's own flags with their defaults. @throws {Misused} for one that it does not know, or a value that is none */
export function flagsOf(name: string, { flags: schema }: Bench, given: Readonly<Record<string, string>>) {
  const read = z.strictObject(schema.shape).safeParse(given);
  if (read.success) return read.data;
  const issue = read.error.issues[0]!;
  const known = Object.keys(schema.shape).map((flag) => `--${flag}`);
  if (issue.code === 'unrecognized_keys')
    throw new Misused(`${name} knows no --${issue.keys[0]}; its flags are ${known.join(', ')}.`);
  const flag = String(issue.path[0]);
  throw new Misused(`--${flag} of ${name} must be ${issue.message}, not "${given[flag]}".`);
}

/** Every flag has a value: `--rounds 7` or `--rounds=7`. */
function split(args: readonly string[]): { flags: Record<string, string>; names: string[] } {
  const flags: Record<string, string> = {};
  const names: string[] = [];
  const { tokens } = parseArgs({ args: [...args], strict: false, allowPositionals: true, tokens: true });
  for (const [at, token] of tokens.entries()) {
    if (token.kind === 'positional') names.push(token.value);
    if (token.kind !== 'option') continue;
    const next = tokens[at + 1];
    const value = token.value ?? (next?.kind === 'positional' ? next.value : undefined);
    if (value === undefined) throw new Misused(`${token.rawName} needs a value: ${token.rawName}=7.`);
    if (token.value === undefined) tokens.splice(at + 1, 1);
    flags[token.name] = value;
  }
  return { flags, names };
}

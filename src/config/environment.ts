import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { Fault } from './fault.js';

/** What is set, by name; an empty line is the same as none. */
export type Given = Readonly<Record<string, string | undefined>>;

/**
 * Reads the variables of these names: as they are set, else from the file. Beside a name stand `NAME_FILE`, the
 * path of a file that holds the value, and `PLAN_NAME` where the name begins with a digit: shells and systemd drop
 * such names, and so the file is read here and not by them.
 */
export function readEnvironment(
  env: Given,
  file: string | null,
  names: readonly string[],
): { given: Given; faults: Fault[] } {
  const faults: Fault[] = [];
  const sources = [env, file === null ? {} : readDotenv(file, faults)];
  const given: Record<string, string | undefined> = {};
  for (const name of names) {
    for (const source of sources) {
      given[name] ??= set(source[name]) ?? spelled(source, name) ?? held(source, `${name}_FILE`, faults);
    }
  }
  return { given, faults };
}

/** What stands in the file; where there is none, as in a container, whatever is set around us. */
export const written = (file = '.env'): Given =>
  existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : process.env;

function readDotenv(file: string, faults: Fault[]): Given {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch (error) {
    if (!isMissing(error)) faults.push(unreadable(file, file, error));
    return {};
  }
}

const spelled = (source: Given, name: string): string | undefined =>
  /^\d/.test(name) ? set(source[`PLAN_${name}`]) : undefined;

function held(source: Given, name: string, faults: Fault[]): string | undefined {
  const path = set(source[name]);
  if (path === undefined) return undefined;
  try {
    return set(readFileSync(path, 'utf8').replace(/\r?\n$/, ''));
  } catch (error) {
    faults.push(unreadable(name, path, error));
    return undefined;
  }
}

const set = (value: string | undefined): string | undefined => (value?.trim() ? value : undefined);

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

const unreadable = (name: string, path: string, error: unknown): Fault => ({
  name,
  found: `${path}, ${isMissing(error) ? 'which is not there' : 'which cannot be read'}`,
  expected: 'the path of a file that this process may read',
});

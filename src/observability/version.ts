import { existsSync, readFileSync } from 'node:fs';

/** Above `src`, or above `dist/src` once it is built. */
const files = ['../../package.json', '../../../package.json'];

/** Of the project, from its package.json. */
export function version(): string {
  const file = files.map((path) => new URL(path, import.meta.url)).find((url) => existsSync(url));
  const { version: found = 'unknown' } = file
    ? (JSON.parse(readFileSync(file, 'utf8')) as { version?: string })
    : {};
  return found;
}

import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

const notOurs = new Set(['node_modules', 'dist', '.data', '.git']);

/** Every file of a folder, deep, as paths from `root`; what tools made is left out. None where the folder is missing. */
export function filesUnder(root: string, folder: string): string[] {
  const start = join(root, folder);
  if (!existsSync(start)) return [];
  return readdirSync(start, { withFileTypes: true })
    .filter((entry) => !notOurs.has(entry.name))
    .flatMap((entry) => {
      const path = relative(root, join(start, entry.name));
      return entry.isDirectory() ? filesUnder(root, path) : [path];
    });
}

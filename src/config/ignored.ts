import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { shapes } from './groups.js';

/** Names that promise something which this version does not do, and what is so instead. */
const promising: readonly [RegExp, string][] = [
  [/^(BACKUP|S3)_/, 'no backups are made by us: make your own of PostgreSQL'],
  [/^ENCRYPTION_KEY/, 'nothing is encrypted by us in the database: encrypt its disk'],
  [/^RATE_LIMIT_/, 'our limits are fixed; set your own in the proxy before us'],
];

/** What the file sets to no effect although its operator would count on it, as clauses; none where there is no file. */
export function ignoredIn(file = '.env'): readonly string[] {
  if (!existsSync(file)) return [];
  const set = Object.entries(parseEnv(readFileSync(file, 'utf8')));
  const strange = set.flatMap(([name, value]) => (value?.trim() && !(name in shapes) ? [name] : []));
  return promising.flatMap(([pattern, instead]) => {
    const names = strange.filter((name) => pattern.test(name));
    return names.length === 0 ? [] : [`nobody reads ${names.join(', ')}: ${instead}`];
  });
}

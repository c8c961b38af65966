import type { Given } from './environment.js';
import { shapes } from './groups.js';

/** Names that promise something which this version does not do, and what is so instead. */
const promising: readonly [RegExp, string][] = [
  [/^(BACKUP|S3)_/, 'no backups are made by us: make your own of PostgreSQL'],
  [/^ENCRYPTION_KEY/, 'nothing is encrypted by us in the database: encrypt its disk'],
  [/^LOG_(CHAT|THREAD)_ID$/, 'nobody is told of sales in a chat yet: /stats and Grafana have the figures'],
  [/^RATE_LIMIT_/, 'our limits are fixed; set your own in the proxy before us'],
];

/** What is set to no effect although its operator would count on it, as clauses. */
export function ignoredIn(set: Given): readonly string[] {
  const strange = Object.entries(set).flatMap(([name, value]) =>
    value?.trim() && !(name in shapes) ? [name] : [],
  );
  return promising.flatMap(([pattern, instead]) => {
    const names = strange.filter((name) => pattern.test(name));
    return names.length === 0 ? [] : [`nobody reads ${names.join(', ')}: ${instead}`];
  });
}

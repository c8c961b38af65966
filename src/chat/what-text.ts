import type { Addon } from '../domain/addon.js';
import type { Term } from '../domain/term.js';
import type { Plain, Translator } from './translate.js';

/** "3 months", "+2 devices", "+50 GB". */
export function whatText(what: Term | Addon, t: Translator): Plain {
  if (!('kind' in what)) return t.plain('term', { months: what.months, days: what.days });
  if (what.kind === 'devices') return t.plain('addon-devices', { count: what.amount });
  return t.plain('addon-traffic', { size: t.bytes(what.amount) });
}

import type { Addon } from '../domain/addon.js';
import type { Term } from '../domain/term.js';
import { termTitle, type TitledTerm } from './term-title.js';
import type { Plain, Translator } from './translate.js';

/** Something that is bought, with the plan's name where that has to be told. */
export type What = Term | TitledTerm | Addon;

/** "3 months", "Plus, 3 months", "+2 devices", "+50 GB". */
export function whatText(what: What, t: Translator): Plain {
  if (!('kind' in what)) return termTitle({ plan: null, ...what }, t);
  if (what.kind === 'devices') return t.plain('addon-devices', { count: what.amount });
  return t.plain('addon-traffic', { size: t.bytes(what.amount) });
}

/** The same, and for which subscription, where its person has several. */
export function whatFor(what: What, number: number | null, t: Translator): Plain {
  const text = whatText(what, t);
  return number === null ? text : t.plain('number-of', { what: text, number });
}

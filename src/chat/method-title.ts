import type { SavedMethod } from '../domain/saved-method.js';
import type { Plain, Translator } from './translate.js';

/** What is stored of how its person knows it. */
export type TitledMethod = Pick<SavedMethod, 'kind' | 'title'>;

/** Its name and what it ends with, as providers' files put them together. */
const parts = /^(.*?) ?(•• \d{1,4})?$/;

/** A card whose provider does not say whose it is. */
const nameless = new Set(['', 'card', 'unknown']);

/** How its person knows it, in their language: "Карта •• 4444". Brands are called the same everywhere. */
export function methodTitle({ kind, title }: TitledMethod, t: Translator): Plain {
  const [, name = title, digits] = parts.exec(title) ?? [];
  const known = nameOf(kind, name, t);
  return known === null ? title : [known, ...(digits ? [digits] : [])].join(' ');
}

/** Null where the stored title is all that there is to say. */
function nameOf(kind: SavedMethod['kind'], name: string, t: Translator): Plain | null {
  if (kind === 'sbp') return t.plain('title-sbp');
  if (kind === 'wallet') return t.plain('title-wallet');
  if (kind === 'other' && name === '') return t.plain('title-removed');
  return kind === 'card' && nameless.has(name.toLowerCase()) ? t.plain('title-card') : null;
}

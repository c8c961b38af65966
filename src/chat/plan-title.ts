import type { PlanNames } from '../db/models/plan-version.js';
import type { Plain, Translator } from './translate.js';

/** A plan's name as its operator gave it, in the reader's language or else the other; those of the settings have ours. */
export function planTitle({ slug, titleRu, titleEn }: PlanNames, t: Translator): Plain {
  const given = t.language === 'ru' ? (titleRu ?? titleEn) : (titleEn ?? titleRu);
  if (given) return given;
  if (slug === 'standard') return t.plain('plan-standard');
  return slug === 'trial' ? t.plain('plan-trial') : slug;
}

import type { Term } from '../domain/term.js';

/** How often a subscription is charged: `interval` 1 is a day, 2 a week, 3 a month, 4 a year; every `intervalCount` of them. */
export interface Rhythm {
  readonly interval: 1 | 3 | 4;
  readonly intervalCount: number;
}

/**
 * Exactly a plan's term; null where there is none such. At most 31 days, 12 months or 3 years
 * (https://docs.platega.io/создать-подписку-40029698e0.md).
 */
export function rhythmOf({ months, days }: Term): Rhythm | null {
  if (months === 0 && days >= 1 && days <= 31) return { interval: 1, intervalCount: days };
  if (days !== 0 || months < 1) return null;
  if (months <= 12) return { interval: 3, intervalCount: months };
  return months % 12 === 0 && months <= 36 ? { interval: 4, intervalCount: months / 12 } : null;
}

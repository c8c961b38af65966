import type { TrafficStrategy } from './access.js';
import { dayMs } from './term.js';

/** What an account moved on one day. */
export interface DayUsage {
  /** A UTC day, 2026-11-26. */
  readonly day: string;
  readonly bytes: bigint;
}

/** How many days the picture of traffic shows. */
const shownDays = 14;

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** The first and the last UTC day of the picture, today included. */
export function shownRange(now: Date): { readonly from: string; readonly to: string } {
  return { from: dayOf(now.getTime() - (shownDays - 1) * dayMs), to: dayOf(now.getTime()) };
}

/**
 * When the panel next counts from zero; null where it never does, or each account has a day of its own. Remnawave resets
 * a few minutes after midnight UTC: daily, on Mondays, on the first (scheduler/intervals.ts of its 3.3.2).
 */
export function nextReset(strategy: TrafficStrategy, now: Date): Date | null {
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  if (strategy === 'DAY') return new Date(Date.UTC(year, month, day + 1));
  if (strategy === 'WEEK') return new Date(Date.UTC(year, month, day + ((8 - now.getUTCDay()) % 7 || 7)));
  return strategy === 'MONTH' ? new Date(Date.UTC(year, month + 1, 1)) : null;
}

const steps = 10;

/** How full it is, as a line of ten: never empty when something was used, never full while something is left. */
export function gauge(used: bigint, limit: bigint): string {
  const share = Number((used * 1_000n) / limit) / 1_000;
  const rounded = Math.round(share * steps);
  const filled = used >= limit ? steps : used === 0n ? 0 : Math.min(steps - 1, Math.max(1, rounded));
  return '▰'.repeat(filled) + '▱'.repeat(steps - filled);
}

const blocks = '▁▂▃▄▅▆▇█';

/** Numbers as a line of blocks, the greatest the tallest. */
export function sparkline(values: readonly bigint[]): string {
  const most = values.reduce((max, value) => (value > max ? value : max), 0n);
  return values
    .map((value) => blocks[most === 0n ? 0 : Number((value * BigInt(blocks.length - 1) + most / 2n) / most)])
    .join('');
}

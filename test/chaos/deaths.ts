import { topology } from '../../src/queue/topology.js';
import { queuesOf } from './stage.js';

/** When somebody was away without notice, so that what they had under way may come twice. */
export interface Death {
  /** A member of the fleet; or PostgreSQL, without which nobody can write down what they did. */
  readonly who: string;
  readonly from: number;
  /** When they were back, or nothing of theirs was under way any more. */
  readonly until: number;
}

export const database = 'postgres';

/** By how much a killed process may have shown more than it wrote down, and how long it takes to write it down. */
const underWayMs = 2_500;

/** Queues whose jobs tell people things. */
const telling = ['messages', 'updates'] as const;

/** How much of what they tell people each can have under way at a time. */
export const atATime = (who: string): number =>
  who === database
    ? Object.keys(queuesOf).reduce((sum, member) => sum + atATime(member), 0)
    : telling.reduce((sum, queue) => sum + (serves(who, queue) ? topology[queue].concurrency : 0), 0);

interface Shown {
  readonly by: string | undefined;
  readonly at: number;
  /** Since when the message is owed that told the same elsewhere, later. */
  readonly owedSince?: number | undefined;
}

/**
 * Which death explains that what `by` showed at that moment was shown once more: its own, or PostgreSQL's. Whoever answers
 * an update shows what a message has claimed the screen for, and so does whoever drew over that just now and draws it again:
 * then it is the death of whoever was sending it.
 */
export const explaining = (
  deaths: readonly Death[],
  { by, at, owedSince = Infinity }: Shown,
): Death | undefined =>
  deaths
    .filter(
      ({ who, from, until }) =>
        ((who === by || who === database) && at > from - underWayMs && at < until + underWayMs) ||
        (serves(who, 'messages') &&
          from > Math.max(owedSince, serves(by, 'updates') ? 0 : at - underWayMs) &&
          from < at),
    )
    .toSorted((a, b) => awayMs(a, at) - awayMs(b, at))[0];

const serves = (who: string | undefined, queue: string): boolean =>
  queuesOf[who ?? '']?.split(',').includes(queue) === true;

/** How far a moment is from a death. */
export const awayMs = ({ from, until }: Death, at: number): number => Math.max(0, from - at, at - until);

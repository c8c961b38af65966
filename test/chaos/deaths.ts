import { callMs } from '../../src/domain/deadline.js';
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

/** How long it takes to write down what was shown. */
const notingMs = 2_500;

/** What a process had sent before it died may be shown for as long as its turn is kept for that: Telegram may be slow. */
const landingMs = callMs.telegram;

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
}

/** Which death explains that what `by` showed at that moment was shown once more: its own, or PostgreSQL's. */
export const explaining = (deaths: readonly Death[], { by, at }: Shown): Death | undefined =>
  deaths
    .filter(
      ({ who, from, until }) =>
        (who === by || who === database) &&
        at > from - notingMs &&
        at < Math.max(until + notingMs, from + landingMs),
    )
    .toSorted((a, b) => awayMs(a, at) - awayMs(b, at))[0];

/** Telegram showed it after whoever sent it had given up waiting, so that nobody could know: it is sent again. */
export const isLate = ({ tookMs }: { readonly tookMs: number }): boolean => tookMs >= callMs.telegram;

const serves = (who: string | undefined, queue: string): boolean =>
  queuesOf[who ?? '']?.split(',').includes(queue) === true;

/** How far a moment is from a death. */
export const awayMs = ({ from, until }: Death, at: number): number => Math.max(0, from - at, at - until);

import type { Money } from './money.js';
import { isBarred, troubleOf, type RenewalTrouble } from './renewal-trouble.js';
import type { Decline } from './saved-method.js';
import { dayMs } from './term.js';

const hourMs = 3_600_000;

/** The charge comes a day before the end, its notice a day before that. */
const [chargeLeadMs, noticeLeadMs] = [dayMs, 2 * dayMs];
/** A notice is this old before the charge that it tells of. */
const noticeAgeMs = 23 * hourMs;
/** Nobody is charged within the first of having paid, nor later than the second after the end. */
const [restMs, graceMs] = [dayMs, 3 * dayMs];
/** What another must do first is looked for this often. */
export const lookMs = hourMs;

/** One try to charge, since its person last agreed. */
export interface Attempt {
  readonly state: 'underway' | 'failed';
  readonly decline: Decline;
  /** When it came to that. */
  readonly at: Date;
  /** Of one under way: when its provider is asked no more what came of it. Absent where a person decides. */
  readonly askedUntil?: Date;
}

/** The same as it is kept, whatever it counts for by now. */
export interface Try extends Attempt {
  readonly begunAt: Date;
  /** What it charged. */
  readonly methodId: bigint | null;
}

/** All that decides whether and when a subscription is renewed by itself. */
export interface Renewing {
  /** When what was paid for ends. */
  readonly end: Date;
  readonly agreed: { readonly at: Date; readonly price: Money };
  /** When its person was told of the coming charge; null when they were not. */
  readonly noticedAt: Date | null;
  /** What it costs now; null when that plan is not sold any more, or the subscription is of another. */
  readonly price: Money | null;
  /** What it is paid with: `gone` when it was removed, or nobody charges it any more; `short` while the balance is too small. */
  readonly source: 'there' | 'gone' | 'short';
  /** When a payment of this subscription last succeeded, whoever made it. */
  readonly lastPaidAt: Date | null;
  /** The last one went back. */
  readonly isRefunded: boolean;
  /** All that is left of it is on its way back with its term, undecided yet: whenever they agreed, nothing follows it. */
  readonly isLeaving: boolean;
  /** When a payment of it began to be disputed that still is, or where that was lost: the last one, of several. */
  readonly disputedAt: Date | null;
  /** Its person cannot be told, having blocked the bot, or is shut out. */
  readonly isAway: boolean;
  /** Until when a provider charges for it by itself; null where none does. */
  readonly runUntil: Date | null;
  /** Those that count for this end (`attemptsOf`), oldest first. */
  readonly attempts: readonly Attempt[];
}

/** It comes after the term's end, because of what its person paid lately: an add-on, say. */
export const renewalDelays = ['rest'] as const;

export const renewalStops = ['refunded', 'ended'] as const;
export type RenewalStop = (typeof renewalStops)[number];

export type RenewalStep =
  | { readonly do: 'wait'; readonly until: Date; readonly isPutOff?: true }
  | { readonly do: 'notice' | 'charge'; readonly until: Date }
  | { readonly do: 'ask'; readonly why: RenewalTrouble; readonly until: Date }
  | { readonly do: 'stop'; readonly why: RenewalStop };

const after = (at: Date, ms: number): Date => new Date(at.getTime() + ms);
const later = (a: Date, b: Date): Date => (a > b ? a : b);

/** When a term that ended at `end` is not renewed by itself any more. */
export const renewalEnds = (end: Date): Date => after(end, graceMs);

/** When a subscription that ends at `end` is looked at first. */
export const firstLookAt = (end: Date): Date => after(end, -noticeLeadMs);

/**
 * What is to be done now, and when to look again (`until`, always to come). Asked again right before a charge: only
 * `charge` lets it be made.
 */
export function nextStep(renewing: Renewing, now: Date): RenewalStep {
  const { end, runUntil, isRefunded, attempts } = renewing;
  const lastAt = renewalEnds(end);
  const wait = (until: Date): RenewalStep => ({ do: 'wait', until: later(until, after(now, 1)) });
  if (isRefunded) return { do: 'stop', why: 'refunded' };
  const isLost = lostAt(renewing, now) !== null;
  if (attempts.at(-1)?.state === 'underway' && !isLost) return wait(after(now, lookMs));
  if (now >= lastAt) return { do: 'stop', why: 'ended' };
  if (isLost) return wait(lastAt); // it may have been charged
  if (renewing.isAway) return wait(after(now, lookMs));
  if (now < firstLookAt(end)) return wait(firstLookAt(end));
  // Its provider may be a little late, and must not be overtaken.
  if (runUntil !== null && after(runUntil, dayMs) > now) return wait(after(runUntil, dayMs));
  const trouble = troubleOf(renewing);
  const ask = (why: RenewalTrouble): RenewalStep => ({ do: 'ask', why, until: after(now, lookMs) });
  if (isBarred(trouble)) return ask(trouble);
  if (givenUpAt(renewing) !== null) return wait(lastAt); // before it is promised
  const chargeAt = chargeTime(renewing);
  if (chargeAt === null) return { do: 'notice', until: later(chargeDay(end), after(now, noticeAgeMs)) };
  const retryAt = retryTime(attempts, end);
  const wished = later(chargeAt, retryAt ?? chargeAt);
  const at = rested(renewing, wished);
  if (at > now)
    return { ...wait(at < lastAt ? at : lastAt), ...(at > wished && at > end && { isPutOff: true }) };
  return trouble === null ? { do: 'charge', until: after(now, lookMs) } : ask(trouble);
}

type Told = Pick<Renewing, 'end' | 'agreed' | 'noticedAt'>;

/** Whoever agrees this late was told the day as they did so. */
const agreedLate = ({ end, agreed }: Pick<Told, 'end' | 'agreed'>): boolean => agreed.at >= firstLookAt(end);

/** When it is charged as things stand, for its person to know; null until they were told, or have agreed since. */
export function chargeTime(told: Told): Date | null {
  const { end, agreed, noticedAt } = told;
  if (agreedLate(told)) return later(chargeDay(end), agreed.at);
  return noticedAt && later(chargeDay(end), after(noticedAt, noticeAgeMs));
}

/** When a subscription that ends at `end` is charged, in the usual case. */
export const chargeDay = (end: Date): Date => after(end, -chargeLeadMs);

/** A charge that is due at `at`, as far as it lets its person rest after they paid. */
export const rested = ({ lastPaidAt }: Pick<Renewing, 'lastPaidAt'>, at: Date): Date =>
  lastPaidAt ? later(at, after(lastPaidAt, restMs)) : at;

/**
 * Hours from one try to the next, by why the last came to nothing; none where the same method is not tried again: it
 * would be refused again, or a bank suspects us.
 */
const retryHours: Readonly<Record<Decline, readonly number[]>> = {
  no_money: [8, 24, 48],
  limit: [8, 24, 48],
  other: [8, 24, 48],
  temporary: [1, 8, 24, 48],
  expired: [],
  revoked: [],
  suspected: [],
};

/** When it is tried again after these failed; null when it is not. */
export function retryTime(attempts: readonly Attempt[], end: Date): Date | null {
  const last = attempts.at(-1);
  const hours = last && retryHours[last.decline][attempts.length - 1];
  if (!last || hours === undefined) return null;
  const at = after(last.at, hours * hourMs);
  return at < after(end, graceMs) ? at : null;
}

/**
 * Of all tries for a term since its person agreed those that count for its end: what is under way, and what was begun
 * since they were told of this charge. Where the end moved (bonus days, say) it is told of anew, and tried anew as it was
 * told; but for a method that would be refused again, whatever the end.
 */
export function attemptsOf<T extends Try>(
  tries: readonly T[],
  told: Told,
  chargedId: bigint | null,
): readonly T[] {
  const since = agreedLate(told) ? told.agreed.at : told.noticedAt;
  return tries.filter(
    ({ state, decline, begunAt, methodId }) =>
      state === 'underway' ||
      (since !== null && begunAt >= since) ||
      (methodId === chargedId && retryHours[decline].length === 0),
  );
}

/** Since when nothing is charged for this end any more, as its person was told; null where something may be. */
export function givenUpAt({ attempts, end }: Pick<Renewing, 'attempts' | 'end'>): Date | null {
  const last = attempts.at(-1);
  return last?.state === 'failed' && retryTime(attempts, end) === null ? last.at : null;
}

/** Since when nobody asks any more what came of the last try; null where somebody does. Nothing is charged after such a one. */
export function lostAt({ attempts }: Pick<Renewing, 'attempts'>, now: Date): Date | null {
  const { state, askedUntil } = attempts.at(-1) ?? {};
  return state === 'underway' && askedUntil !== undefined && askedUntil <= now ? askedUntil : null;
}

/** When it is charged next as things stand, if nothing is in the way. */
export function nextChargeAt(renewing: Renewing): Date {
  const { attempts, end } = renewing;
  return rested(renewing, retryTime(attempts, end) ?? chargeTime(renewing) ?? chargeDay(end));
}

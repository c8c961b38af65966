import { lateMs as chargeLateMs } from './mandate.js';
import { dayMs } from './term.js';

/** When people are told of the end of what they paid for, in milliseconds after it. */
const moments = {
  before3: -3 * dayMs,
  before2: -2 * dayMs,
  before1: -dayMs,
  ended: 0,
  after1: dayMs,
} as const;
export type ExpiryMoment = keyof typeof moments;
export const expiryMoments = Object.keys(moments) as ExpiryMoment[];

export const isExpiryMoment = (text: string | undefined): text is ExpiryMoment =>
  text !== undefined && Object.hasOwn(moments, text);

/** How often people are told, as the operator has it. */
export interface ExpiryRules {
  /** From so many days before the end; 0 is never before it. */
  readonly daysBefore: number;
  readonly onEnd: boolean;
  readonly afterEnd: boolean;
}

/** The first generation's, until the settings are written to the database. */
export const usualExpiry: ExpiryRules = { daysBefore: 3, onEnd: true, afterEnd: true };

export const momentsOf = ({ daysBefore, onEnd, afterEnd }: ExpiryRules): readonly ExpiryMoment[] =>
  expiryMoments.filter((moment) => {
    if (moment === 'ended') return onEnd;
    return moment === 'after1' ? afterEnd : -moments[moment] <= daysBefore * dayMs;
  });

/** Which end is told of at `at`. */
export const endToldAt = (moment: ExpiryMoment, at: Date): Date => new Date(at.getTime() - moments[moment]);

/** Later than this it would be told beside the next one, or of what everybody has noticed. */
const lateMs = dayMs / 2;

/** How far back a sweep that was missed is made up for. */
export const oldestSweep = (now: Date): Date => new Date(now.getTime() - lateMs);

/** Whether it may still be told of an end. */
export const isInTime = (moment: ExpiryMoment, end: Date, now: Date): boolean => {
  const lateBy = now.getTime() - (end.getTime() + moments[moment]);
  return lateBy >= 0 && lateBy < lateMs;
};

/**
 * It is that end which they were just given: a trial of three days, say, of which nobody need hear at once that three are
 * left.
 */
export const isNews = (moment: ExpiryMoment, end: Date, givenAt: Date): boolean =>
  moments[moment] < 0 && end.getTime() + moments[moment] - givenAt.getTime() < lateMs;

/**
 * Whether a provider that charges for the next term by itself is still waited for. Whoever is without access for a day
 * hears of it all the same: it may have been told to stop, and nobody told us.
 */
export const isAwaited = (moment: ExpiryMoment, runUntil: Date, now: Date): boolean =>
  moment !== 'after1' && runUntil.getTime() + (moment === 'ended' ? chargeLateMs : 0) > now.getTime();

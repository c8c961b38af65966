import { money } from '../../src/domain/money.js';
import type { Renewing } from '../../src/domain/renewal.js';

export const hour = 3_600_000;
export const price = money(199_00n, 'RUB');

/** Hours from that end: −24 is the day before it. */
export const hoursFrom =
  (end: Date) =>
  (hours: number): Date =>
    new Date(end.getTime() + hours * hour);

/** Agreed long ago, paid for a month ago, and not told of this end yet. */
export const agreedLongAgo = (end: Date): Omit<Renewing, 'attempts'> => ({
  end,
  agreed: { at: hoursFrom(end)(-700), price },
  noticedAt: null,
  price,
  source: 'there',
  lastPaidAt: hoursFrom(end)(-720),
  isRefunded: false,
  isLeaving: false,
  disputedAt: null,
  isAway: false,
  runUntil: null,
});

export const dayMs = 86_400_000;

/** A length of time as people buy it: calendar months, then days. Either may be negative, or zero. */
export interface Term {
  readonly months: number;
  readonly days: number;
}

/** Its length by which prices are compared: a month counts as 30 days. */
export const daysOf = ({ months, days }: Term): bigint => BigInt(months * 30 + days);

/**
 * Calendar months in UTC, the day clamped to the month's last (31 January and a month is 28 February), then days
 * of 24 hours.
 *
 * @throws {RangeError} when a part is not whole, or when the result leaves the calendar
 */
export function addTerm(start: Date, { months, days }: Term): Date {
  if (!Number.isInteger(months) || !Number.isInteger(days)) {
    throw new RangeError(`a term is made of whole months and days, got ${months} and ${days}`);
  }
  const end = new Date(addMonths(start, months).getTime() + days * dayMs);
  if (Number.isNaN(end.getTime()))
    throw new RangeError(`${months} months and ${days} days leave the calendar`);
  return end;
}

function addMonths(start: Date, months: number): Date {
  if (months === 0) return start;
  const year = start.getUTCFullYear();
  const month = start.getUTCMonth() + months;
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const end = new Date(start);
  end.setUTCFullYear(year, month, Math.min(start.getUTCDate(), lastDay));
  return end;
}

/** Whole days that are left at `now`, a begun one counted as a day; 0 once it is over. */
export const daysLeft = (end: Date | null, now: Date): number =>
  end === null ? 0 : Math.max(0, Math.ceil((end.getTime() - now.getTime()) / dayMs));

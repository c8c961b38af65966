const minute = 60_000;

/** After its opening, when nobody was told of it. */
export const firstPollMs = 30_000;

/** What an invoice lives for when its provider does not say: YooKassa's unpaid payments die after an hour. */
export const usualLifeMs = 60 * minute;
const usualTailHours = 24;

/** Until when one is asked for that was opened then, and has no expiry. */
export const askedUntil = (openedAt: Date, tailHours = usualTailHours): Date =>
  new Date(openedAt.getTime() + usualLifeMs + tailHours * 60 * minute);

/**
 * When a payment that nobody told us about is asked for again, in milliseconds after its opening; null when never
 * again. After 30 s and 2 min, then every 5 min for the first hour, hourly until its expiry and `tailHours` more.
 *
 * @param polls how often it was asked for already
 */
export function nextPollMs(polls: number, expiresAfterMs: number, tailHours = usualTailHours): number | null {
  const at = pollTimeMs(polls);
  return at <= expiresAfterMs + tailHours * 60 * minute ? at : null;
}

function pollTimeMs(polls: number): number {
  if (polls === 0) return firstPollMs;
  if (polls === 1) return 2 * minute;
  const inFirstHour = 2 * minute + (polls - 1) * 5 * minute;
  if (inFirstHour <= 60 * minute) return inFirstHour;
  const pollsInFirstHour = 2 + Math.floor(58 / 5);
  return 57 * minute + (polls - pollsInFirstHour + 1) * 60 * minute;
}

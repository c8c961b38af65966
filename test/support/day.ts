import { addTerm } from '../../src/domain/term.js';

/** The UTC day, as subjects of daily work name it. Asked for where it is used: a suite may run past midnight. */
export const today = (at = new Date()): string => at.toISOString().slice(0, 10);

/** So many times a month from now, each clamped to the end of its own: charges are granted one by one. */
export function monthByMonth(count: number): Date {
  let end = new Date();
  for (let n = 0; n < count; n += 1) end = addTerm(end, { months: 1, days: 0 });
  return end;
}

import type { Money } from './money.js';
import { dayMs, type Term } from './term.js';

/** What a plan's list price buys. A plan without a price (a trial) is worth as much as any other. */
export interface Priced {
  readonly price: Money | null;
  readonly term: Term;
}

const daysOf = ({ months, days }: Term): bigint => BigInt(months * 30 + days);

/**
 * Two plans never share a term: what is left of the old one is turned into days of the new one, by their list
 * prices a day. Answers the days to add (mostly negative) to what is left; 0 where a plan has no price, the
 * currencies differ or nothing is left. Rounds so that no sequence of changes gives more than its money.
 */
export function conversionDays(
  left: { readonly end: Date | null; readonly at: Date },
  from: Priced,
  to: Priced,
): number {
  const restMs = left.end === null ? 0 : left.end.getTime() - left.at.getTime();
  if (restMs <= 0 || !from.price || !to.price || from.price.currency !== to.price.currency) return 0;
  const worth = from.price.minor * daysOf(to.term);
  const cost = to.price.minor * daysOf(from.term);
  // A begun day shrinks with the others, and does not grow with them.
  const rest = BigInt(cost > worth ? Math.ceil(restMs / dayMs) : Math.floor(restMs / dayMs));
  return Number((rest * worth) / cost - rest);
}

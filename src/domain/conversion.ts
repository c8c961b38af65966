import { fold, runningVersions, type Grant } from './grants.js';
import type { Currency, Money } from './money.js';
import { dayMs, type Term } from './term.js';

/** What a plan's list price buys. A plan without a price (a trial) is worth as much as any other. */
export interface Priced {
  readonly price: Money | null;
  readonly term: Term;
}

/** A row of what is sold: a plan's price and term, as they were at some time. */
export interface Version {
  readonly id: bigint;
  readonly planId: bigint;
  readonly priced: Priced;
}

/**
 * Days that come along (mostly negative) when `to` is given at `at` to whoever was given `grants`; 0 where the plan stays
 * the same. `versions` are at least those that the grants name.
 */
export function conversion(
  grants: readonly Grant[],
  versions: readonly Version[],
  to: Version,
  at: Date,
): number {
  const { end, planVersionId } = fold(grants);
  const from = versions.find(({ id }) => id === planVersionId);
  if (!from?.priced.price || from.planId === to.planId) return 0;
  const running = runningVersions(grants);
  const alike = versions.filter(({ id, planId }) => running.has(id) && planId === from.planId);
  const worth = cheapest(
    alike.map(({ priced }) => priced),
    from.priced.price.currency,
  );
  return conversionDays({ end, at }, worth, to.priced);
}

const daysOf = ({ months, days }: Term): bigint => BigInt(months * 30 + days);

/**
 * What a day of a running term is worth: time bought under several versions of a plan counts at the lowest of their day
 * prices, so that a year's cheap days never become a month's dear ones. Without a price where none has one in `currency`.
 */
const cheapest = (versions: readonly Priced[], currency: Currency): Priced =>
  versions
    .filter(({ price }) => price?.currency === currency)
    .reduce<Priced>((least, each) => (costsLess(each, least) ? each : least), {
      price: null,
      term: { months: 0, days: 1 },
    });

const costsLess = (a: Priced, b: Priced): boolean =>
  !b.price || (a.price !== null && a.price.minor * daysOf(b.term) < b.price.minor * daysOf(a.term));

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

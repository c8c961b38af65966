import { fold, runningVersions, type Grant } from './grants.js';
import type { Currency, Money } from './money.js';
import { dayMs, daysOf, type Term } from './term.js';

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

/** A grant, as far as it is known whence it came, and whether its days are kept one by one: a trial's are. */
type Sourced = Grant & { readonly source?: string; readonly dayByDay?: boolean };

/**
 * Days that come along (mostly negative) when `to` is given at `at` to whoever was given `grants`; 0 where the plan stays
 * the same. A trial's days neither shrink nor grow: only what comes after them is converted. `versions` are at least
 * those that the grants name.
 */
export function conversion(
  grants: readonly Sourced[],
  versions: readonly Version[],
  to: Version,
  at: Date,
): number {
  const { end, planVersionId } = fold(grants);
  const from = versions.find(({ id }) => id === planVersionId);
  if (!from?.priced.price || from.planId === to.planId) return 0;
  const trialEnd = endOfTrial(grants);
  const running = new Set([
    ...runningBehind(trialEnd, grants),
    ...(grants.some(isTaken) ? runningBehind(trialEnd, converted(grants, versions)) : []),
  ]);
  const alike = versions.filter(({ id, planId }) => running.has(id) && planId === from.planId);
  const worth = cheapest(
    alike.map(({ priced }) => priced),
    from.priced.price.currency,
  );
  return conversionDays({ end, at: later(trialEnd, at) }, worth, to.priced);
}

/** A trial is given before anything else, so its days are the first ones of a term. */
const endOfTrial = (grants: readonly Sourced[]): Date | null =>
  fold(grants.filter(({ dayByDay }) => dayByDay)).end;

const later = (a: Date | null, b: Date): Date => (a !== null && a > b ? a : b);

/**
 * Plan versions that the running term is made of, and the trial's: what was bought while it ran counts from its end, so
 * that time which was converted to nothing is gone, as it would be without a trial.
 */
function runningBehind(trialEnd: Date | null, grants: readonly Sourced[]): readonly bigint[] {
  const trial = grants.flatMap(({ dayByDay, planVersionId }) => (dayByDay && planVersionId) || []);
  const others = grants.filter(({ dayByDay }) => !dayByDay);
  const behind = others.map((grant) => ({ ...grant, grantedAt: later(trialEnd, grant.grantedAt) }));
  return [...trial, ...runningVersions(behind)];
}

const isTaken = ({ withdrawn }: Grant): boolean => withdrawn === 'all';

/** The same grants without what was taken back in full, and converted as if that had never been given. */
function converted(grants: readonly Sourced[], versions: readonly Version[]): readonly Grant[] {
  const anew: Grant[] = [];
  for (const grant of grants) {
    if (grant.source === 'conversion' || isTaken(grant)) continue;
    const to = versions.find(({ id }) => id === grant.planVersionId);
    const days = to ? conversion(anew, versions, to, grant.grantedAt) : 0;
    const { id, planVersionId, grantedAt } = grant;
    if (days !== 0) anew.push({ ...noGrant, id, planVersionId, grantedAt, days });
    anew.push(grant);
  }
  return anew;
}

const noGrant = { months: 0, days: 0, extraDevices: 0, extraTrafficBytes: 0n, withdrawn: 0 } as const;

/** Grants of one purchase are dated one after the other, by their database's clock. */
const momentMs = 60_000;

/**
 * Days that bring the end of `grants` to where it would be at `at` had nothing been given of what was taken back: later
 * purchases would have converted less, more, or another plan's time. 0 where nothing was converted.
 */
export function reconversion(grants: readonly Sourced[], versions: readonly Version[], at: Date): number {
  if (!grants.some(({ source }) => source === 'conversion')) return 0;
  const [is, due] = [grants, converted(grants, versions)].map((given) => restAt(fold(given).end, at));
  return Math.floor((due! - is! + momentMs) / dayMs);
}

const restAt = (end: Date | null, at: Date): number => Math.max(0, (end?.getTime() ?? 0) - at.getTime());

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

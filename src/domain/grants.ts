import { addTerm, dayMs } from './term.js';

/** What a grant gives and, once refunded, what of it was taken back. Grants are never changed. */
export interface Grant {
  readonly id: bigint;
  readonly months: number;
  readonly days: number;
  readonly planVersionId: bigint | null;
  readonly extraDevices: number;
  readonly extraTrafficBytes: bigint;
  readonly grantedAt: Date;
  /** Days taken back by partial refunds; 'all' once it was refunded in full. */
  readonly withdrawn: number | 'all';
}

/** Something bought on top; it lasts as long as the term in which it was bought. */
export interface Extra {
  readonly devices: number;
  readonly trafficBytes: bigint;
  readonly until: Date;
}

/** What somebody is owed. The end is null before the first grant that stands. */
export interface Entitlement {
  readonly end: Date | null;
  readonly planVersionId: bigint | null;
  readonly extras: readonly Extra[];
}

export const nothing: Entitlement = { end: null, planVersionId: null, extras: [] };

/**
 * The whole of what a subscription is owed: a pure function of its grants in the order of their ids, without a
 * clock and without prices. A grant withdrawn in full counts as never given; only the plan that it named stays that of
 * days which outlast it and name none.
 *
 * @throws {RangeError} when a term is not made of whole numbers or leads out of the calendar
 */
export function fold(grants: readonly Grant[]): Entitlement {
  const owed = grants.filter(({ withdrawn }) => withdrawn !== 'all').reduce(add, nothing);
  if (owed.end === null || owed.planVersionId !== null) return owed;
  const named = grants.findLast(({ planVersionId }) => planVersionId !== null);
  return { ...owed, planVersionId: named?.planVersionId ?? null };
}

function add(owed: Entitlement, grant: Grant): Entitlement {
  const end = extend(owed.end, grant);
  const { extraDevices: devices, extraTrafficBytes: trafficBytes } = grant;
  const bought = end !== null && (devices > 0 || trafficBytes > 0n);
  return {
    end,
    planVersionId: grant.planVersionId ?? owed.planVersionId,
    extras: bought ? [...owed.extras, { devices, trafficBytes, until: end }] : owed.extras,
  };
}

/**
 * Time already owed is never lost: a running term grows from its end, a lapsed one from the moment of the grant.
 * A negative term shortens what is left and no more: nothing moves the end before the grant, or revives a
 * lapsed one.
 */
function extend(end: Date | null, grant: Grant): Date | null {
  const { months, days, withdrawn, grantedAt } = grant;
  const start = startOf(end, grant);
  const left = withdrawn === 'all' ? 0 : days - withdrawn;
  const next = addTerm(start, { months, days: left });
  if (next > start) return next;
  // Taken back is what this one gave at most, though its months are shorter now than when it was.
  if (left < days && addTerm(start, grant) >= start) return end;
  if (end === null || end <= grantedAt) return end;
  return next > grantedAt ? next : grantedAt;
}

const startOf = (end: Date | null, { grantedAt }: Grant): Date =>
  end !== null && end > grantedAt ? end : grantedAt;

/**
 * Whole days by which a grant moves the end where it stands among `grants`: months are as long there as the calendar
 * says. What was taken of it already is not subtracted; 0 for one that gives no time.
 */
export function givenDays(grants: readonly Grant[], grant: Grant): number {
  const start = startOf(fold(grants.filter(({ id }) => id < grant.id)).end, grant);
  return Math.max(0, Math.floor((addTerm(start, grant).getTime() - start.getTime()) / dayMs));
}

/** Those that stand and were given since the running term last began anew, oldest first. */
export function running<G extends Grant>(grants: readonly G[]): readonly G[] {
  let since: G[] = [];
  let owed = nothing;
  for (const grant of grants) {
    if (grant.withdrawn === 'all') continue;
    if (owed.end === null || owed.end <= grant.grantedAt) since = [];
    since.push(grant);
    owed = add(owed, grant);
  }
  return since;
}

/** Plan versions that the running term is made of. */
export const runningVersions = (grants: readonly Grant[]): ReadonlySet<bigint> =>
  new Set(running(grants).flatMap(({ planVersionId }) => planVersionId ?? []));

/** When what is owed next changes by itself: an extra or the whole term ends. Null when it never does. */
export function nextChange({ end, extras }: Entitlement, after: Date): Date | null {
  const times = [end, ...extras.map(({ until }) => until)].filter((at) => at !== null && at > after);
  return times.reduce<Date | null>((soonest, at) => (soonest === null || at! < soonest ? at : soonest), null);
}

/** Those whose extras hold now, and would hold no longer if all of that one were taken back. */
export function fallingWith<G extends Grant>(grants: readonly G[], id: bigint, now: Date): readonly G[] {
  const ends = lasting(grants);
  const left = lasting(grants.filter((grant) => grant.id !== id));
  const holds = (until: Date | undefined): boolean => until !== undefined && until > now;
  return grants.filter((grant) => grant.id !== id && holds(ends.get(grant.id)) && !holds(left.get(grant.id)));
}

/** Until when the extras of each grant hold. */
function lasting(grants: readonly Grant[]): ReadonlyMap<bigint, Date> {
  const ends = new Map<bigint, Date>();
  let owed = nothing;
  for (const grant of grants) {
    if (grant.withdrawn === 'all') continue;
    const next = add(owed, grant);
    const extra = next.extras.at(-1);
    if (extra && next.extras.length > owed.extras.length) ends.set(grant.id, extra.until);
    owed = next;
  }
  return ends;
}

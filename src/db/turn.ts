import { raw } from 'objection';

/** Nobody has the turn, or its lease ran out. */
export const turnIsFree = '(turn_until is null or turn_until < clock_timestamp())';

/** The token still has its turn: its lease has not run out. */
export const turnIsHeld = 'turn_until > clock_timestamp()';

/** By how much a lease outlasts the call that is made under it. */
const slackMs = 3_000;

/**
 * What the database answers about a turn; undefined when that took longer than the lease's slack: the process was
 * stopped meanwhile, so a call that it made now could outlive its lease and land after somebody else's.
 */
export async function promptly<T>(ask: PromiseLike<T>): Promise<T | undefined> {
  const askedAt = performance.now();
  const answer = await ask;
  return performance.now() - askedAt < slackMs ? answer : undefined;
}

/** A lease from now on, by the database's clock. */
export const leaseFor = (ms: number) => raw("clock_timestamp() + ? * interval '1 ms'", [ms]);

/** The next may try at once. */
export const noTurn = { turn: null, turnUntil: null } as const;

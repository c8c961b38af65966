import { raw } from 'objection';

/** Nobody has the turn, or its lease ran out. */
export const turnIsFree = '(turn_until is null or turn_until < clock_timestamp())';

/** The token still has its turn: its lease has not run out. */
export const turnIsHeld = 'turn_until > clock_timestamp()';

/** A lease from now on, by the database's clock. */
export const leaseFor = (ms: number) => raw("clock_timestamp() + ? * interval '1 ms'", [ms]);

/** The next may try at once. */
export const noTurn = { turn: null, turnUntil: null } as const;

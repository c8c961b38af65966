import type { Logger } from 'pino';
import type { Db } from '../db/db.js';
import type { Panels } from '../panels/registry.js';
import type { Payments } from '../payments/registry.js';

/** Everything a job may touch. Built once per process, in `src/main`. */
export interface Scope {
  readonly db: Db;
  readonly panels: Panels;
  readonly payments: Payments;
  readonly log: Logger;
  /** Aborted when the process must stop now. Hand it to every call that can wait. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /** A run that lasts longer touches its promises so often, lest they be sent again. */
  readonly longRunMs: number;
}

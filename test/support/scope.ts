import type { Db } from '../../src/db/db.js';
import type { Scope } from '../../src/queue/scope.js';
import { log } from './log.js';

/** A scope around a real database, with nothing of the outside configured but what a test gives. */
export const testScope = (db: Db, more: Partial<Scope> = {}): Scope => ({
  db,
  panels: new Map(),
  payments: { offered: new Map(), missing: new Map() },
  log,
  signal: new AbortController().signal,
  now: () => new Date(),
  longRunMs: 10_000,
  ...more,
});

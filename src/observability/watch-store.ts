import type { Registry } from 'prom-client';
import type { Db } from '../db/db.js';
import { watchBooks } from './watch-books.js';
import { watchLedger } from './watch-ledger.js';
import { watchOwed } from './watch-owed.js';
import { watchPromises } from './watch-promises.js';

/** Shows what only the database knows. For every process that has it open longer than a command. */
export function watchStore(registry: Registry, db: Db, failed: (error: unknown) => void): void {
  watchPromises(registry, db, failed);
  watchOwed(registry, db, failed);
  watchLedger(registry, db, failed);
  watchBooks(registry, db, failed);
}

import type { Registry } from 'prom-client';
import type { Db } from '../db/db.js';
import { look } from './look.js';
import { show } from './show.js';

/** Shows what the last audit of the ledger found, whichever worker ran it. */
export function watchLedger(registry: Registry, db: Db, failed: (error: unknown) => void): void {
  const read = look(() => db.ledger.audited(), failed);

  show(registry, read, [
    {
      name: 'ledger_faults',
      help: 'Transactions that do not sum to zero, balances that are not their entries, payments without their credit, credits without their payment',
      samples: ({ faults }) => [[{}, faults.length]],
    },
    {
      name: 'ledger_audited_timestamp_seconds',
      help: 'When the ledger was looked at last',
      samples: ({ at }) => (at === null ? [] : [[{}, Date.parse(at) / 1_000]]),
    },
    {
      name: 'ledger_proven_timestamp_seconds',
      help: 'When the last audit of the whole ledger was done',
      samples: ({ provenAt }) => (provenAt === null ? [] : [[{}, Date.parse(provenAt) / 1_000]]),
    },
  ]);
}

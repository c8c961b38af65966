import { isProvable } from '../effects/prove-books.js';
import { defineJob } from '../queue/define-job.js';
import { promises } from '../queue/promise.js';
import matchBooks from './books.match.js';
import ledgerAudit from './ledger.audit.js';

/**
 * Once a day the books are proven: the ledger by itself, and each provider's list against ours. The subject is the tick.
 * Safe to repeat: each is promised once a day, by itself, so that a provider that is down keeps no other waiting.
 */
export default defineJob({
  name: 'books.prove',
  queue: 'maintenance',
  schedule: '40 4 * * *',

  async run(slot, { db, payments, now }) {
    const day = now().toISOString().slice(0, 10);
    const provable = [...payments.known].filter(([, provider]) => isProvable(provider));
    await db.transaction((trx) =>
      promises(trx, [
        { job: ledgerAudit, subject: slot, lane: 2 },
        ...provable.map(
          ([id]) => ({ job: matchBooks, subject: `${id}:${day}`, lane: 2, once: true }) as const,
        ),
      ]),
    );
  },
});

import { defineJob } from '../queue/define-job.js';

/** As much of the ledger as a minute can hold, once an hour; small ones are proven whole each time. */
const enoughMs = 60_000;

/**
 * Looks for what must not be: money that came from nowhere, a balance that is not its entries, a payment that was not
 * credited, a credit that no payment explains. The subject is the tick. Safe to repeat: it only reads, and remembers how far it came.
 */
export default defineJob({
  name: 'ledger.audit',
  queue: 'maintenance',
  schedule: '23 * * * *',

  async run(_slot, { db, log, signal }) {
    const until = performance.now() + enoughMs;
    const { faults } = await db.ledger.auditOn(() => signal.aborted || performance.now() > until);
    if (faults.length > 0) log.error({ faults }, 'the ledger is wrong');
  },
});

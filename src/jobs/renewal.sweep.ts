import { defineJob } from '../queue/define-job.js';
import { promises } from '../queue/promise.js';
import reviewRenewal from './renewal.review.js';

const pageSize = 500;

/**
 * Finds the subscriptions whose renewal is due to be looked at. The subject is the tick. Safe to repeat and to race: what one
 * has claimed, no other does within the hour.
 */
export default defineJob({
  name: 'renewal.sweep',
  queue: 'maintenance',
  schedule: '*/5 * * * *',

  async run(_slot, { db, signal }) {
    for (let found = pageSize; found === pageSize && !signal.aborted;) {
      found = await db.transaction(async (trx) => {
        const due = await db.subscriptions.claimRenewals(trx, pageSize);
        await promises(
          trx,
          due.map((subject) => ({ job: reviewRenewal, subject, lane: 2 })),
        );
        return due.length;
      });
    }
  },
});

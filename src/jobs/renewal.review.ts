import { reviewRenewal } from '../effects/review-renewal.js';
import { defineJob } from '../queue/define-job.js';

/**
 * Sees to a subscription that renews itself. The subject is the subscription's id. Safe to repeat: what was done is not due
 * again.
 */
export default defineJob({
  name: 'renewal.review',
  queue: 'payments',

  async run(subject, { db, chat: { shop }, now }) {
    await db.transaction((trx) => reviewRenewal({ db, shop }, trx, BigInt(subject), now()));
  },
});

import { defineJob } from '../queue/define-job.js';

/**
 * Has a provider drop a saved method that its person removed; where it cannot, ours was the only copy that counted. The
 * subject is the method's id. Safe to repeat: what is not there is dropped already.
 */
export default defineJob({
  name: 'method.forget',
  queue: 'payments',

  async run(subject, { db, payments, signal }) {
    const { removedAt, provider, externalId } = await db.paymentMethods
      .query()
      .findById(subject)
      .throwIfNotFound();
    if (removedAt === null) return;
    await payments.known.get(provider)?.saved?.forget?.(externalId, { signal, subject: `method:${subject}` });
  },
});

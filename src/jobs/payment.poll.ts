import { unfinishedStates } from '../domain/payment.js';
import { nextPollMs, usualLifeMs } from '../domain/polling.js';
import { askProvider } from '../effects/ask-provider.js';
import { defineJob } from '../queue/define-job.js';
import { promise } from '../queue/promise.js';

/**
 * Nobody told us about a payment yet, so its provider is asked, less and less often. The subject is the payment's id.
 * Safe to repeat: it settles what the provider says, and one run promises one next poll.
 */
const pollPayment = defineJob({
  name: 'payment.poll',
  queue: 'payments',

  async run(subject, scope) {
    const { db, now } = scope;
    const payment = await db.payments.query().findById(subject).throwIfNotFound();
    if (!unfinishedStates.has(payment.state)) return;
    const provider = scope.payments.known.get(payment.provider);
    if (provider && !provider.get) return; // nobody can be asked: it is told, or found in a list
    const seen = await askProvider(payment, scope, 'payment.poll');
    if (seen && seen.claim !== 'pending') return;

    const { id, createdAt, expiresAt } = payment;
    const polls = payment.polls + 1;
    const lifeMs = expiresAt ? expiresAt.getTime() - createdAt.getTime() : usualLifeMs;
    const nextMs = nextPollMs(polls, lifeMs, provider?.pollsFor?.hours);
    await db.transaction(async (trx) => {
      await payment.$query(trx).patch({ polls });
      if (nextMs === null) return;
      const dueAt = new Date(Math.max(createdAt.getTime() + nextMs, now().getTime() + 1_000));
      await promise(trx, pollPayment, id, {}, { dueAt });
    });
  },
});

export default pollPayment;

import { askProvider } from '../effects/ask-provider.js';
import { defineJob } from '../queue/define-job.js';

/**
 * Somebody asks whether their payment has arrived, or we whether a dispute is over. The subject is the payment's id. Safe
 * to repeat: it only settles what the provider says.
 */
export default defineJob({
  name: 'payment.check',
  queue: 'payments',

  async run(subject, scope) {
    const payment = await scope.db.payments.query().findById(subject).throwIfNotFound();
    await askProvider(payment, scope, 'payment.check');
  },
});

import type { Payment } from '../db/models/payment.js';
import type { Refund } from '../db/models/refund.js';
import { Never, UpstreamRejected } from '../domain/errors.js';
import { refuseRefund, settleRefund, type SeenRefund } from '../effects/settle-refund.js';
import { defineJob } from '../queue/define-job.js';
import { promise } from '../queue/promise.js';
import type { Scope } from '../queue/scope.js';

/** Refunds can take a day at the provider (a bank transfer); nobody tells of those that fail. */
const pollMs = 10 * 60_000;

/**
 * Asks the provider to give money back, and how that goes on. The subject is the refund's id.
 *
 * Safe to repeat: the refund's id is the provider's idempotency key, and a settled refund is left alone.
 */
const issueRefund = defineJob({
  name: 'refund.issue',
  queue: 'payments',

  async run(subject, scope) {
    const { db, now } = scope;
    const refund = await db.refunds.query().findById(subject).throwIfNotFound();
    if (refund.state !== 'created' && refund.state !== 'pending') return;
    const payment = await db.payments.query().findById(refund.paymentId).throwIfNotFound();
    const how = { source: 'refund.issue', now: now(), refundId: refund.id };
    const seen = await ask(refund, payment, scope).catch(async (error: unknown) => {
      if (error instanceof UpstreamRejected)
        await db.transaction((trx) => refuseRefund(db, trx, refund, error.code));
      throw error;
    });

    await db.transaction(async (trx) => {
      await settleRefund(db, trx, payment.id, seen, how);
      if (seen.claim === 'pending') {
        await promise(trx, issueRefund, subject, {}, { dueAt: new Date(now().getTime() + pollMs) });
      }
    });
  },
});

export default issueRefund;

async function ask(refund: Refund, payment: Payment, { payments, signal }: Scope): Promise<SeenRefund> {
  const { id, amount } = refund;
  // Nobody outside is asked where the money stays with us.
  if (refund.toBalance || payment.provider === 'balance') {
    return { externalId: `balance:${id}`, claim: 'succeeded', amount, reason: null };
  }
  const call = { signal, subject: `refund:${id}` };
  const provider = payments.offered.get(payment.provider);
  if (refund.externalId !== null && provider?.getRefund) {
    const known = await provider.getRefund(refund.externalId, call);
    if (known) return known;
  }
  if (!provider?.refund || payment.externalId === null) {
    throw new Never(
      'refund.not_possible',
      `${payment.provider} cannot refund payment ${payment.id} by itself`,
    );
  }
  return provider.refund(payment.externalId, amount, `refund-${id}`, call);
}

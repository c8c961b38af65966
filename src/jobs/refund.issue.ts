import type { Payment } from '../db/models/payment.js';
import type { Refund } from '../db/models/refund.js';
import { UpstreamRejected } from '../domain/errors.js';
import { refuseRefund, settleRefund, type SeenRefund } from '../effects/settle-refund.js';
import { sameMoney } from '../domain/money.js';
import type { Provider } from '../payments/provider.js';
import type { CallOptions } from '../http.js';
import { keyLifeMs } from '../domain/idempotence.js';
import { defineJob } from '../queue/define-job.js';
import { promise } from '../queue/promise.js';
import type { Scope } from '../queue/scope.js';

/** Refunds can take a day at the provider (a bank transfer); nobody tells of those that fail. */
const pollMs = 10 * 60_000;

/** By how much the provider's clock may be behind ours. */
const clockSkewMs = 5 * 60_000;

/**
 * Asks the provider to give money back, and how that goes on. The subject is the refund's id.
 *
 * Safe to repeat: the refund's id is the provider's idempotency key; once that may be forgotten, it is looked for at the
 * provider first. A settled refund is left alone.
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

/** Nobody was asked: this provider does not do it. */
class NotPossible extends UpstreamRejected {
  override readonly code = 'refund.not_possible';
}

async function ask(refund: Refund, payment: Payment, scope: Scope): Promise<SeenRefund> {
  const { payments, signal } = scope;
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
    throw new NotPossible(`${payment.provider} cannot refund payment ${payment.id} by itself`);
  }
  if (provider.fullRefundsOnly && !sameMoney(amount, payment.amount))
    throw new NotPossible(`${payment.provider} gives back all of payment ${payment.id} or nothing`);
  const made = await madeBefore(refund, payment.externalId, provider, call, scope);
  if (made) return made;
  const of = { email: await emailOf(payment, scope), openedAt: payment.createdAt };
  return provider.refund(payment.externalId, amount, `refund-${id}`, call, of);
}

/** Asked for so long ago that the provider may have forgotten the key, and its answer was lost. */
async function madeBefore(
  { paymentId, externalId, amount, createdAt }: Refund,
  paymentExternalId: string,
  provider: Provider,
  call: CallOptions,
  { db, now }: Scope,
): Promise<SeenRefund | null> {
  if (externalId !== null || now().getTime() - createdAt.getTime() < keyLifeMs) return null;
  if (!provider.refundsSince) throw new NotPossible('whether it was made before, this provider cannot tell');
  const since = new Date(createdAt.getTime() - clockSkewMs);
  for await (const seen of provider.refundsSince(since, call)) {
    const matches = seen.paymentExternalId === paymentExternalId && sameMoney(seen.amount, amount);
    if (!matches || seen.claim === 'canceled') continue;
    const known = await db.refunds.query().findOne({ paymentId, externalId: seen.externalId });
    if (!known) return seen;
  }
  return null;
}

/** Of whoever paid, for the receipt. */
async function emailOf({ orderId }: Payment, { db }: Scope): Promise<string | null> {
  const { userId } = await db.orders.query().findById(orderId).throwIfNotFound();
  const { email } = await db.users.query().findById(userId).throwIfNotFound();
  return email;
}

import type { Payment } from '../db/models/payment.js';
import type { Refund } from '../db/models/refund.js';
import { Later, Never, UpstreamRejected, type AppError } from '../domain/errors.js';
import { refuseRefund } from '../effects/cancel-refund.js';
import { reportRefused, settleRefund, type SeenRefund } from '../effects/settle-refund.js';
import { sameMoney, type Money } from '../domain/money.js';
import { dayMs } from '../domain/term.js';
import type { Provider, Refundable } from '../payments/provider.js';
import type { Payments } from '../payments/registry.js';
import type { CallOptions } from '../http.js';
import { keyLifeMs } from '../domain/idempotence.js';
import { defineJob } from '../queue/define-job.js';
import { promise } from '../queue/promise.js';
import type { Scope } from '../queue/scope.js';

/** Refunds can take a day at the provider (a bank transfer); nobody tells of those that fail. */
const pollMs = 10 * 60_000;

/** Longer than any bank takes. */
const patienceMs = 14 * dayMs;

/** By how much the provider's clock may be behind ours. */
const clockSkewMs = 5 * 60_000;

/**
 * Asks the provider to give money back, and how that goes on. The subject is the refund's id.
 *
 * Safe to repeat: the refund's id is the provider's idempotency key; once that may be forgotten, it is looked for at the
 * provider first, and one that the provider has named is only asked about. A settled refund is left alone.
 */
const issueRefund = defineJob({
  name: 'refund.issue',
  queue: 'payments',

  async run(subject, scope) {
    const { db, now } = scope;
    const refund = await db.refunds.query().findById(subject).throwIfNotFound();
    if (!refund.isUnfinished) return;
    const payment = await db.payments.query().findById(refund.paymentId).throwIfNotFound();
    const how = { source: 'refund.issue', now: now(), refundId: refund.id };
    mustNotBeStuck(refund, now());
    const seen = await ask(refund, payment, scope).catch(async (error: unknown) => {
      if (error instanceof UpstreamRejected) await refuse(refund, payment, error, scope);
      throw error;
    });

    const end = await db.transaction(async (trx) => {
      const refused = await settleRefund(db, trx, payment.id, seen, how);
      if (seen.claim === 'pending') {
        await promise(trx, issueRefund, subject, {}, { dueAt: new Date(now().getTime() + pollMs) });
      }
      return refused;
    });
    reportRefused(scope.log, end);
  },
});

export default issueRefund;

/** Its provider dropped it, or waits for somebody: so does the dead letter. */
function mustNotBeStuck({ id, createdAt }: Refund, now: Date): void {
  if (now.getTime() - createdAt.getTime() > patienceMs)
    throw new Never('refund.stuck', `its provider has not decided refund ${id} in two weeks: look there`);
}

/**
 * It will not do it. Where nothing makes a repeat the same refund and an earlier call got no answer, that may be because
 * it was done: a person must look.
 */
async function refuse(refund: Refund, payment: Payment, error: AppError, { db, payments, log }: Scope) {
  const wasAsked = refund.askedAt !== null && payments.known.get(payment.provider)?.fullRefundsOnly;
  if (!wasAsked) return db.transaction((trx) => refuseRefund(db, trx, refund, error.code));
  await db.refunds.query().findById(refund.id).where('state', 'created').patch({ state: 'review' });
  log.error({ refund: String(refund.id), reason: error.code }, 'a refund may have been made: look there');
}

/** Nobody was asked: this provider does not do it. */
class NotPossible extends UpstreamRejected {
  override readonly code = 'refund.not_possible';
}

/**
 * What is to be asked, and for what.
 *
 * @throws {NotPossible} where its provider would never be asked, with what is left to do
 */
export function refundable(
  payment: Payment,
  amount: Money,
  { known }: Pick<Payments, 'known'>,
): { readonly provider: Provider & Required<Pick<Provider, 'refund'>>; readonly externalId: string } {
  const { id, provider: name, externalId } = payment;
  const provider = known.get(name);
  if (!provider) throw new NotPossible(`${name} is not in the settings, so it cannot refund payment ${id}`);
  if (!canRefund(provider) || externalId === null)
    throw new NotPossible(
      `${name} cannot refund payment ${id} by itself: give it back in its cabinet, or to the balance (--to-balance)`,
    );
  if (provider.fullRefundsOnly && !sameMoney(amount, payment.came))
    throw new NotPossible(
      `${name} gives back all of payment ${id} or nothing; a part can go to the balance (--to-balance)`,
    );
  return { provider, externalId };
}

const canRefund = (provider: Provider): provider is Provider & Required<Pick<Provider, 'refund'>> =>
  provider.refund !== undefined;

async function ask(refund: Refund, payment: Payment, scope: Scope): Promise<SeenRefund> {
  const { payments, signal } = scope;
  const { id, amount } = refund;
  // Nobody outside is asked where the money stays with us.
  if (refund.toBalance || payment.provider === 'balance') {
    return { externalId: `balance:${id}`, claim: 'succeeded', amount, reason: null };
  }
  const call = { signal, subject: `refund:${id}` };
  if (refund.externalId !== null) {
    const known = await payments.known.get(payment.provider)?.getRefund?.(refund.externalId, call);
    if (known) return known;
    // It was made there under that name, and its key may be forgotten: asked for anew, the money could go back twice.
    throw new Later(`${payment.provider} says nothing of refund ${id}, which it had named`, pollMs);
  }
  const { provider, externalId } = refundable(payment, amount, payments);
  // Where all goes back or nothing, the provider reads what became of it first.
  const made = provider.fullRefundsOnly ? null : await madeBefore(refund, externalId, provider, call, scope);
  if (made) return made;
  const of = await refundableOf(payment, scope);
  await scope.db.refunds.query().findById(id).whereNull('askedAt').patch({ askedAt: scope.now() });
  return provider.refund(externalId, amount, `refund-${id}`, call, of);
}

/** Asked for so long ago that the provider may have forgotten the key, and its answer was lost. */
async function madeBefore(
  { paymentId, amount, createdAt }: Refund,
  paymentExternalId: string,
  provider: Provider,
  call: CallOptions,
  { db, now }: Scope,
): Promise<SeenRefund | null> {
  if (now().getTime() - createdAt.getTime() < keyLifeMs) return null;
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

/**
 * A payment that was found by its money is younger than that; its order is not, but for a further charge of a mandate,
 * whose order is opened once it is settled, however late.
 */
async function refundableOf({ orderId, mandateId }: Payment, { db }: Scope): Promise<Refundable> {
  const order = await db.orders.query().findById(orderId).throwIfNotFound();
  const begun = mandateId === null ? order : await db.orders.begunWith(db.knex, mandateId);
  const { email } = await db.users.query().findById(order.userId).throwIfNotFound();
  return { email, openedAt: (begun ?? order).createdAt };
}

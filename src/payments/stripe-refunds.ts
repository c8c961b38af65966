import { z } from 'zod';
import type { Money } from '../domain/money.js';
import type { CallOptions } from '../http.js';
import { amountOf, intentId, minorSchema, sessionId } from './stripe-sessions.js';
import type { StripeClient } from './stripe-client.js';
import type { Provider, RefundSnapshot } from './provider.js';
import { unlessUnknown } from './unless-unknown.js';

const refundId = z.string().regex(/^(?:re|pyr)_\w{1,200}$/);

const refundSchema = z.object({
  id: refundId,
  amount: minorSchema,
  currency: z.string().max(8),
  status: z.enum(['pending', 'requires_action', 'succeeded', 'failed', 'canceled']),
  payment_intent: intentId.nullish(),
  failure_reason: z.string().max(100).nullish(),
});
type Refund = z.output<typeof refundSchema>;

const claims = {
  pending: 'pending',
  requires_action: 'pending',
  succeeded: 'succeeded',
  failed: 'canceled',
  canceled: 'canceled',
} as const;

/** It can fail days after it succeeded, and then says so when asked. */
function toRefund(refund: Refund, paymentExternalId: string, amount: Money): RefundSnapshot {
  const { id, status, failure_reason: reason = null } = refund;
  return { externalId: id, paymentExternalId, claim: claims[status], amount, reason };
}

/** Null in no currency of ours. */
const sumOf = ({ amount, currency }: Refund): Money | null => amountOf({ amount_total: amount, currency });

/** Whatever it calls a refund of is the payment intent; we know the payment by its session. */
export function createRefunds({ get, post, list }: StripeClient) {
  const sessionOf = async (intent: string, call: CallOptions): Promise<string | null> => {
    const query = { payment_intent: intent, limit: 1 };
    const schema = z.object({ data: z.array(z.object({ id: sessionId })) });
    const { data } = await get('checkout/sessions', query, schema, call);
    return data[0]?.id ?? null;
  };
  const named = async (refund: Refund, call: CallOptions): Promise<RefundSnapshot | null> => {
    const amount = sumOf(refund);
    const session = refund.payment_intent ? await sessionOf(refund.payment_intent, call) : null;
    return amount && session !== null ? toRefund(refund, session, amount) : null;
  };

  return {
    async refund(externalId, amount, key, call) {
      const paidSchema = z.object({ payment_intent: intentId });
      const { payment_intent: intent } = await get(`checkout/sessions/${externalId}`, {}, paidSchema, call);
      const order = { payment_intent: intent, amount: amount.minor, metadata: { refund: key } };
      const refund = await post('refunds', key, order, refundSchema, call);
      return toRefund(refund, externalId, sumOf(refund) ?? amount);
    },

    async getRefund(externalId, call) {
      if (!refundId.safeParse(externalId).success) return null;
      const refund = await unlessUnknown(get(`refunds/${externalId}`, {}, refundSchema, call));
      return refund && named(refund, call);
    },

    async *refundsSince(since, call) {
      const query = { created: { gte: Math.floor(since.getTime() / 1_000) } };
      for await (const refund of list('refunds', query, refundSchema, call)) {
        const snapshot = await named(refund, call);
        if (snapshot) yield snapshot;
      }
    },
  } satisfies Partial<Provider>;
}

import { z } from 'zod';
import type { Money } from '../domain/money.js';
import type { CallOptions } from '../http.js';
import { chargeSchema } from './stripe-charges.js';
import { backBy, disputeId, disputeSchema, lostOf, type Dispute } from './stripe-disputes.js';
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

export function createRefunds(client: StripeClient) {
  const { get, post, list } = client;
  const { intentOf, named, lost } = createNames(client);

  return {
    async refund(externalId, amount, key, call) {
      const intent = await intentOf(externalId, call);
      const order = { payment_intent: intent, amount: amount.minor, metadata: { refund: key } };
      const refund = await post('refunds', key, order, refundSchema, call);
      return toRefund(refund, externalId, sumOf(refund) ?? amount);
    },

    /** By a dispute that was lost, of which its own list tells only for as long as it is young. */
    async refundOf(externalId, call) {
      const dispute = await lostOf(client, await intentOf(externalId, call), call);
      return dispute ? backBy(dispute, externalId) : null;
    },

    async getRefund(externalId, call) {
      if (disputeId.safeParse(externalId).success) {
        const dispute = await unlessUnknown(get(`disputes/${externalId}`, {}, disputeSchema, call));
        return dispute && lost(dispute, call);
      }
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
      for await (const dispute of list('disputes', query, disputeSchema, call)) {
        const snapshot = await lost(dispute, call);
        if (snapshot?.claim === 'succeeded') yield snapshot;
      }
    },
  } satisfies Partial<Provider>;
}

/** Whatever it calls a refund of is the payment intent; we know the payment by its session, if it has one. */
function createNames({ get }: StripeClient) {
  const nameOf = async (intent: string, call: CallOptions): Promise<string | null> => {
    const query = { payment_intent: intent, limit: 1 };
    const schema = z.object({ data: z.array(z.object({ id: sessionId })) });
    const { data } = await get('checkout/sessions', query, schema, call);
    if (data[0]) return data[0].id;
    const charge = await get(`payment_intents/${intent}`, {}, chargeSchema, call);
    return charge.metadata && charge.id;
  };
  const intentOf = async (session: string, call: CallOptions): Promise<string> => {
    if (intentId.safeParse(session).success) return session;
    const schema = z.object({ payment_intent: intentId });
    return (await get(`checkout/sessions/${session}`, {}, schema, call)).payment_intent;
  };
  const lost = async (dispute: Dispute, call: CallOptions): Promise<RefundSnapshot | null> => {
    const name = dispute.payment_intent ? await nameOf(dispute.payment_intent, call) : null;
    return name === null ? null : backBy(dispute, name);
  };
  const named = async (refund: Refund, call: CallOptions): Promise<RefundSnapshot | null> => {
    const amount = sumOf(refund);
    const name = refund.payment_intent ? await nameOf(refund.payment_intent, call) : null;
    return amount && name !== null ? toRefund(refund, name, amount) : null;
  };
  return { intentOf, named, lost };
}

import { z } from 'zod';
import { money } from '../domain/money.js';
import type { CallOptions } from '../http.js';
import { declineOf, refusalSchema } from './stripe-cards.js';
import type { StripeClient } from './stripe-client.js';
import { isDisputed } from './stripe-disputes.js';
import { amountOf, intentId, minorSchema } from './stripe-sessions.js';
import type { Claim, Snapshot } from './provider.js';
import { unlessUnknown } from './unless-unknown.js';

/** Tells an intent that we charged by itself from that of a session, which has our payment's id too. */
export const markOf = (paymentId: string) => ({ payment_id: paymentId, charged: 'off_session' });
export const markSchema = z
  .object({ payment_id: z.string().max(100), charged: z.literal('off_session') })
  .nullable()
  .catch(null);

export const chargeSchema = z.object({
  id: intentId,
  status: z.string().max(60),
  amount: minorSchema,
  currency: z.string().max(8),
  livemode: z.boolean(),
  metadata: markSchema,
  last_payment_error: refusalSchema.nullish(),
  latest_charge: z
    .union([z.object({ amount_refunded: minorSchema, disputed: z.boolean() }), z.string()])
    .nullish()
    .transform((charge) => (typeof charge === 'string' ? null : charge)), // a refused answer shows only its id
});
type Charge = z.output<typeof chargeSchema>;

/** Null for an intent that we did not charge: a session's, or another product's of the same account. */
export function toCharge(charge: Charge, live: boolean): Snapshot | null {
  const { id, status, currency, metadata, latest_charge: taken, last_payment_error: refusal } = charge;
  const amount = amountOf({ amount_total: charge.amount, currency });
  if (!metadata || !amount) return null;
  const claim = claims[status] ?? 'pending';
  return {
    externalId: id,
    paymentId: metadata.payment_id,
    claim,
    amount,
    refunded: money(taken?.amount_refunded ?? 0n, amount.currency),
    ours: charge.livemode === live,
    ...(claim === 'failed' && { decline: status === 'requires_action' ? 'suspected' : declineOf(refusal) }),
  };
}

/** Nobody is there to give another card, or to confirm: what asks for either has failed. */
const claims: Partial<Record<string, Claim>> = {
  succeeded: 'succeeded',
  canceled: 'canceled',
  requires_payment_method: 'failed',
  requires_action: 'failed',
};

/** The payments that have no session: saved cards that we charged. */
export function createCharges(client: StripeClient, live: boolean) {
  const seen = async (charge: Charge, call: CallOptions): Promise<Snapshot | null> => {
    const snapshot = toCharge(charge, live);
    const disputed = snapshot && (await isDisputed(client, charge, call));
    return snapshot && { ...snapshot, ...(typeof disputed === 'boolean' && { disputed }) };
  };

  return {
    async get(id: string, call: CallOptions): Promise<Snapshot | null> {
      if (!intentId.safeParse(id).success) return null;
      const query = { expand: ['latest_charge'] };
      const charge = await unlessUnknown(client.get(`payment_intents/${id}`, query, chargeSchema, call));
      return charge && seen(charge, call);
    },

    async *listSince(since: Date, call: CallOptions): AsyncIterable<Snapshot> {
      const query = {
        created: { gte: Math.floor(since.getTime() / 1_000) },
        expand: ['data.latest_charge'],
      };
      for await (const charge of client.list('payment_intents', query, chargeSchema, call)) {
        const snapshot = charge.metadata && (await seen(charge, call));
        if (snapshot) yield snapshot;
      }
    },
  };
}

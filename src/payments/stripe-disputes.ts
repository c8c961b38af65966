import { z } from 'zod';
import type { CallOptions } from '../http.js';
import type { RefundSnapshot } from './provider.js';
import type { StripeClient } from './stripe-client.js';
import { amountOf, intentId, minorSchema } from './stripe-sessions.js';

export const disputeId = z.string().regex(/^(?:dp|du)_\w{1,200}$/);
export const disputeSchema = z.object({
  id: disputeId,
  status: z.string().max(60),
  amount: minorSchema,
  currency: z.string().max(8),
  payment_intent: intentId.nullish(),
});
export type Dispute = z.output<typeof disputeSchema>;

/** Over in our favour, or never begun: then the money is ours. */
const harmless = new Set([
  'won',
  'warning_needs_response',
  'warning_under_review',
  'warning_closed',
  'prevented',
]);

/** Over, and the money is its payer's again: no object but the dispute says so, there is no refund of it. */
const isLost = ({ status }: Pick<Dispute, 'status'>): boolean => status === 'lost';

/** Lost in a currency that nobody here books, it stays a dispute, for a person. */
const isTold = (dispute: Dispute): boolean => isLost(dispute) && backBy(dispute, '') !== null;

interface Intent {
  readonly id: string;
  readonly latest_charge?: { readonly disputed: boolean } | null | undefined;
}

/**
 * A charge says for ever that it was disputed; only the dispute knows how it ended: false then, so that what was held up
 * goes on, or goes back. Undefined where nobody ever disputed it.
 */
export async function isDisputed(
  client: StripeClient,
  intent: Intent | null | undefined,
  call: CallOptions,
): Promise<boolean | undefined> {
  if (!intent?.latest_charge?.disputed) return undefined;
  const disputes = await disputesOf(client, intent.id, call);
  return disputes.some((dispute) => !harmless.has(dispute.status) && !isTold(dispute));
}

/** The dispute of a payment intent that its payer won; undefined where there is none. */
export const lostOf = async (client: StripeClient, intent: string, call: CallOptions) =>
  (await disputesOf(client, intent, call)).find(isLost);

async function disputesOf({ get }: StripeClient, intent: string, call: CallOptions): Promise<Dispute[]> {
  const schema = z.object({ data: z.array(disputeSchema) });
  return (await get('disputes', { payment_intent: intent, limit: 100 }, schema, call)).data;
}

/** A dispute as a refund of that payment: made once it is lost. Null in no currency of ours. */
export function backBy(dispute: Dispute, paymentExternalId: string): RefundSnapshot | null {
  const { id, status, currency, amount: minor } = dispute;
  const amount = amountOf({ amount_total: minor, currency });
  const claim = isLost(dispute) ? 'succeeded' : harmless.has(status) ? 'canceled' : 'pending';
  const reason = `dispute ${status}`;
  return amount && { externalId: id, paymentExternalId, claim, amount, reason, disputed: true };
}

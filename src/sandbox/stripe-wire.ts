import { createHmac, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Bill, Refund } from './till/bill.js';
import type { Letter } from './till/notices.js';

export const secretKey = 'sk_test_sandbox0123456789abcdef';
export const webhookSecret = 'whsec_sandbox0123456789abcdef';

/** What no till knows of a bill. */
export interface StripeData {
  readonly metadata: Readonly<Record<string, string>>;
  /** The bank takes its time: complete, and not paid yet. */
  readonly waits: boolean;
  readonly dispute: string | null;
}
export type StripeBill = Bill<StripeData>;

export const newId = (kind: string): string => `${kind}_${randomUUID().replaceAll('-', '')}`;
const bare = (id: string): string => id.replace(/^cs_test_/, '');
export const intentOf = ({ id }: Pick<StripeBill, 'id'>): string => `pi_${bare(id)}`;
const chargeOf = ({ id }: Pick<StripeBill, 'id'>): string => `ch_${bare(id)}`;
const seconds = (ms: number | null): number | null => (ms === null ? null : Math.floor(ms / 1_000));

/** Who went back from the pay page can still come again. */
const statuses = {
  open: 'open',
  canceled: 'open',
  paid: 'complete',
  expired: 'expired',
  failed: 'complete',
} as const;

const charge = (bill: StripeBill) => ({
  id: chargeOf(bill),
  object: 'charge',
  amount: bill.minor,
  amount_refunded: bill.refundedMinor,
  currency: bill.currency,
  disputed: bill.data.dispute !== null,
  payment_intent: intentOf(bill),
  refunded: bill.refundedMinor === bill.minor,
});

function intent(bill: StripeBill) {
  const { state, data } = bill;
  const open = data.waits ? 'processing' : 'requires_payment_method';
  return {
    id: intentOf(bill),
    object: 'payment_intent',
    status: state === 'paid' ? 'succeeded' : open,
    latest_charge: state === 'paid' ? charge(bill) : null,
  };
}

/** A session; `expand`: the paths of what is shown and not only named. */
export function session(bill: StripeBill, url: string, expand: readonly string[]): object {
  const { state, data } = bill;
  const began = state === 'paid' || state === 'failed' || data.waits;
  const isExpanded = expand.some((path) => path.startsWith('payment_intent'));
  const shown = expand.includes('payment_intent.latest_charge')
    ? intent(bill)
    : { ...intent(bill), latest_charge: chargeOf(bill) };
  return {
    id: bill.id,
    object: 'checkout.session',
    amount_total: bill.minor,
    client_reference_id: bill.paymentId,
    created: seconds(bill.createdMs),
    currency: bill.currency,
    expires_at: seconds(bill.endsMs),
    livemode: false,
    metadata: data.metadata,
    mode: 'payment',
    payment_intent: began ? (isExpanded ? shown : intentOf(bill)) : null,
    payment_status: state === 'paid' ? 'paid' : 'unpaid',
    status: data.waits ? 'complete' : statuses[state],
    success_url: bill.returnUrl,
    url: state === 'open' && !data.waits ? url : null,
  };
}

export const refundShown = ({ id, minor, state, createdMs }: Refund, bill: StripeBill): object => ({
  id,
  object: 'refund',
  amount: minor,
  charge: chargeOf(bill),
  created: seconds(createdMs),
  currency: bill.currency,
  ...(state === 'canceled' && { failure_reason: 'expired_or_canceled_card' }),
  payment_intent: intentOf(bill),
  status: state === 'canceled' ? 'failed' : state,
});

export const dispute = (bill: StripeBill): object => ({
  id: `dp_${bare(bill.id)}`,
  object: 'dispute',
  amount: bill.minor,
  charge: chargeOf(bill),
  currency: bill.currency,
  payment_intent: intentOf(bill),
  status: bill.data.dispute,
});

/** What an event of this name, of this refund where it is of one, is about. */
export function subjectOf(name: string, bill: StripeBill, refund: Refund | undefined): object {
  if (name.startsWith('charge.dispute.')) return dispute(bill);
  if (name.startsWith('charge.')) return charge(bill);
  return refund ? refundShown(refund, bill) : session(bill, '', []);
}

/** Signed anew for each attempt, with the time of it. */
export function letterOf(name: string, object: object, nowMs: number): Letter {
  const time = Math.floor(nowMs / 1_000);
  const body = JSON.stringify({
    id: newId('evt'),
    object: 'event',
    api_version: '2026-10-28.endive',
    created: time,
    data: { object },
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type: name,
  });
  const signature = createHmac('sha256', webhookSecret).update(`${time}.${body}`).digest('hex');
  return {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'stripe-signature': `t=${time},v1=${signature},v0=${'0'.repeat(64)}`,
    },
    body,
  };
}

const whole = z
  .string()
  .regex(/^\d{1,10}$/)
  .transform(Number);
const metadata = z
  .record(
    z
      .string()
      .max(40)
      .regex(/^[^[\]]+$/),
    z.string().max(500),
  )
  .default({});

/** Forms hold texts only, and lists are objects of "0", "1" …. */
export const orderSchema = z.strictObject({
  mode: z.literal('payment'),
  line_items: z.tuple([
    z.strictObject({
      quantity: z.literal('1'),
      price_data: z.strictObject({
        currency: z.enum(['rub', 'usd', 'eur']),
        unit_amount: whole.pipe(z.number().min(50).max(99_999_999)),
        product_data: z.strictObject({ name: z.string().min(1).max(5_000) }),
      }),
    }),
  ]),
  client_reference_id: z.string().max(200).optional(),
  metadata,
  payment_intent_data: z.strictObject({ metadata }).optional(),
  expires_at: whole.optional(),
  success_url: z.url(),
  cancel_url: z.url().optional(),
});

export const refundOrderSchema = z.strictObject({
  payment_intent: z.string(),
  amount: whole.optional(),
  metadata,
});
export const listSchema = z.object({
  limit: whole.pipe(z.number().min(1).max(100)).default(10),
  starting_after: z.string().optional(),
  payment_intent: z.string().optional(),
  created: z.object({ gte: whole }).optional(),
  expand: z.array(z.string()).default([]),
});

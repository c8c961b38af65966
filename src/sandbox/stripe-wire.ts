import { createHmac } from 'node:crypto';
import { chargeOf, intentOf, newId } from './stripe-ids.js';
import { charge, intent } from './stripe-intents.js';
import { card, customerOf, methodOf, type Refused } from './stripe-cards.js';
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
  readonly disputedMs?: number;
  /** A session that takes no money, or a payment intent without a session; else a session that takes some. */
  readonly mode?: 'setup' | 'charge';
  /** Of its payment intent: the session's own are not copied there. */
  readonly intentMetadata?: Readonly<Record<string, string>>;
  /** Keeps the card that it is paid with; a card is known by the bill that saved it. */
  readonly saves?: boolean;
  /** What the bank of that card says to each charge from now on. */
  readonly declines?: Refused | null;
  /** That card is nobody's any more. */
  readonly detached?: boolean;
  /** Of a charge: the card that is charged. */
  readonly method?: string;
  /** Of a charge: what its bank said. */
  readonly refused?: Refused;
}
export type StripeBill = Bill<StripeData>;

const seconds = (ms: number | null): number | null => (ms === null ? null : Math.floor(ms / 1_000));

/** Who went back from the pay page can still come again. */
const statuses = {
  open: 'open',
  canceled: 'open',
  paid: 'complete',
  expired: 'expired',
  failed: 'complete',
} as const;

/** A session; `expand`: the paths of what is shown and not only named. */
export function session(bill: StripeBill, url: string, expand: readonly string[]): object {
  const { state, data } = bill;
  const began = state === 'paid' || state === 'failed' || data.waits;
  if (data.mode === 'setup') return setupSession(bill, url, expand);
  const isExpanded = expand.some((path) => path.startsWith('payment_intent'));
  const shown = intent(bill, expand.includes('payment_intent.latest_charge'));
  return {
    id: bill.id,
    object: 'checkout.session',
    amount_total: bill.minor,
    client_reference_id: bill.paymentId,
    created: seconds(bill.createdMs),
    currency: bill.currency,
    customer: state === 'paid' && data.saves ? customerOf(bill.id) : null,
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

function setupSession(bill: StripeBill, url: string, expand: readonly string[]): object {
  const { id, state, data } = bill;
  const setup = {
    id: id.replace('cs_test_', 'seti_'),
    object: 'setup_intent',
    payment_method: state === 'paid' ? { id: methodOf(id), object: 'payment_method', ...card(id) } : null,
    status: state === 'paid' ? 'succeeded' : 'requires_payment_method',
    usage: 'off_session',
  };
  return {
    id,
    object: 'checkout.session',
    amount_total: null,
    client_reference_id: null,
    created: seconds(bill.createdMs),
    currency: null,
    customer: state === 'paid' ? customerOf(id) : null,
    expires_at: seconds(bill.endsMs),
    livemode: false,
    metadata: data.metadata,
    mode: 'setup',
    payment_intent: null,
    payment_status: 'no_payment_required',
    setup_intent: expand.includes('setup_intent.payment_method') ? setup : setup.id,
    status: statuses[state],
    success_url: bill.returnUrl,
    url: state === 'open' ? url : null,
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

/** Of what did not go back before. */
export const dispute = (bill: StripeBill) => ({
  id: intentOf(bill).replace('pi_', 'dp_'),
  object: 'dispute',
  amount: bill.minor - bill.refundedMinor,
  charge: chargeOf(bill),
  created: seconds(bill.data.disputedMs ?? bill.createdMs),
  currency: bill.currency,
  payment_intent: intentOf(bill),
  status: bill.data.dispute,
});

/** What an event of this name, of this refund where it is of one, is about. */
export function subjectOf(name: string, bill: StripeBill, refund: Refund | undefined): object {
  if (name.startsWith('charge.dispute.')) return dispute(bill);
  if (name.startsWith('charge.')) return charge(bill);
  if (name.startsWith('payment_intent.')) return intent(bill, false);
  return refund ? refundShown(refund, bill) : session(bill, '', []);
}

/** Signed anew for each attempt, with the time of it. */
export function letterOf(name: string, object: object, nowMs: number): Letter {
  const body = JSON.stringify({
    id: newId('evt'),
    object: 'event',
    api_version: '2026-10-28.endive',
    created: Math.floor(nowMs / 1_000),
    data: { object },
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type: name,
  });
  return { headers: { 'content-type': 'application/json; charset=utf-8', ...sign(body, nowMs) }, body };
}

export function sign(body: string | Buffer, nowMs: number): Record<string, string> {
  const time = Math.floor(nowMs / 1_000);
  const signature = createHmac('sha256', webhookSecret).update(`${time}.`).update(body).digest('hex');
  return { 'stripe-signature': `t=${time},v1=${signature},v0=${'0'.repeat(64)}` };
}

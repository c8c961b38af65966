import { card, customerOf, methodOf, refusal } from './stripe-cards.js';
import { chargeOf, intentOf } from './stripe-ids.js';
import type { StripeBill } from './stripe-wire.js';

export const charge = (bill: StripeBill) => ({
  id: chargeOf(bill),
  object: 'charge',
  amount: bill.minor,
  amount_refunded: bill.refundedMinor,
  currency: bill.currency,
  disputed: bill.data.dispute !== null,
  payment_intent: intentOf(bill),
  payment_method_details: card(bill.data.method ?? bill.id),
  refunded: bill.refundedMinor === bill.minor,
});

/** Of a session, or on its own; with its charge, or only the name of it. */
export function intent(bill: StripeBill, isExpanded: boolean): object {
  const { id, state, data, minor: amount, currency, createdMs, description } = bill;
  const open = data.waits ? 'processing' : 'requires_payment_method';
  const method = data.method ?? id;
  const isKept = data.saves === true || data.mode === 'charge';
  return {
    id: intentOf(bill),
    object: 'payment_intent',
    amount,
    amount_received: state === 'paid' ? amount : 0,
    created: Math.floor(createdMs / 1_000),
    currency,
    customer: isKept ? customerOf(method) : null,
    description,
    last_payment_error: data.refused ? refusal(data.refused) : null,
    latest_charge: state === 'paid' && isExpanded ? charge(bill) : latest(bill),
    livemode: false,
    metadata: data.intentMetadata ?? {},
    payment_method: state === 'paid' ? methodOf(method) : null,
    setup_future_usage: data.saves ? 'off_session' : null,
    status: state === 'paid' ? 'succeeded' : open,
  };
}

/** A refused one is a charge, too; it is never shown here. */
const latest = (bill: StripeBill): string | null => (bill.state === 'paid' ? chargeOf(bill) : null);

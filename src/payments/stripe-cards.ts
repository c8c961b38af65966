import { z } from 'zod';
import type { Decline, SavedMethod } from '../domain/saved-method.js';

export const cardSchema = z.object({ brand: z.string().max(40), last4: z.string().regex(/^\d{4}$/) });
export const customerId = z.string().regex(/^cus_\w{1,200}$/);
export const methodId = z.string().regex(/^pm_\w{1,200}$/);

const names: Partial<Record<string, string>> = {
  amex: 'AmEx',
  diners: 'Diners',
  jcb: 'JCB',
  unionpay: 'UnionPay',
  unknown: 'Card',
};

/** Stripe charges a card of a customer, so our id of it is both: `cus_…:pm_…`. */
export const cardOf = (customer: string, method: string, card: z.output<typeof cardSchema>): SavedMethod => ({
  id: `${customer}:${method}`,
  kind: 'card',
  title: `${names[card.brand] ?? card.brand.charAt(0).toUpperCase() + card.brand.slice(1)} •• ${card.last4}`,
});

/** Null for what is no id of ours. */
export function partsOf(id: string): { readonly customer: string; readonly method: string } | null {
  const [customer, method, ...more] = id.split(':');
  const isOurs = customerId.safeParse(customer).success && methodId.safeParse(method).success;
  return isOurs && customer && method && more.length === 0 ? { customer, method } : null;
}

/** `code` says `card_declined`, or is the reason itself; `advice_code` is the network's. */
export const refusalSchema = z.object({
  code: z.string().max(60).nullish(),
  decline_code: z.string().max(60).nullish(),
  advice_code: z.string().max(60).nullish(),
});

/** https://docs.stripe.com/declines/codes */
const declines: Partial<Record<string, Decline>> = {
  insufficient_funds: 'no_money',
  card_velocity_exceeded: 'limit',
  withdrawal_count_limit_exceeded: 'limit',
  approve_with_id: 'temporary',
  issuer_not_available: 'temporary',
  processing_error: 'temporary',
  reenter_transaction: 'temporary',
  try_again_later: 'temporary',
  expired_card: 'expired',
  incorrect_number: 'revoked',
  invalid_account: 'revoked',
  invalid_number: 'revoked',
  revocation_of_all_authorizations: 'revoked',
  revocation_of_authorization: 'revoked',
  stop_payment_order: 'revoked',
  authentication_not_handled: 'suspected',
  authentication_required: 'suspected',
  card_not_supported: 'suspected',
  currency_not_supported: 'suspected',
  do_not_try_again: 'suspected',
  fraudulent: 'suspected',
  incorrect_cvc: 'suspected',
  invalid_cvc: 'suspected',
  lost_card: 'suspected',
  merchant_blacklist: 'suspected',
  pickup_card: 'suspected',
  restricted_card: 'suspected',
  security_violation: 'suspected',
  stolen_card: 'suspected',
  transaction_not_allowed: 'suspected',
};
const final: readonly Decline[] = ['expired', 'suspected', 'revoked'];
const unwanted: readonly unknown[] = ['confirm_card_data', 'do_not_try_again'];

/** A reason that we do not know is as `generic_decline`; a network that wants no other try is heeded. */
export function declineOf(refusal: z.output<typeof refusalSchema> | null | undefined): Decline {
  const decline = declines[refusal?.decline_code ?? refusal?.code ?? ''] ?? 'other';
  return unwanted.includes(refusal?.advice_code) && !final.includes(decline) ? 'suspected' : decline;
}

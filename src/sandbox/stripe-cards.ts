import { bare } from './stripe-ids.js';

/** What a bank says, as Stripe passes it on. */
export interface Refused {
  readonly reason: string;
  readonly advice?: string | undefined;
}

export const customerOf = (id: string): string => `cus_${bare(id)}`;
export const methodOf = (id: string): string => `pm_${bare(id)}`;

/** As its payer typed it in; each its own. */
export function card(id: string): object {
  const last4 = String(Number.parseInt(bare(id).slice(0, 8), 16) % 10_000).padStart(4, '0');
  return { type: 'card', card: { brand: 'visa', exp_month: 12, exp_year: 2030, last4 } };
}

/** Some reasons are codes of their own. */
const codes = new Set(['authentication_required', 'expired_card', 'incorrect_number', 'processing_error']);

export const refusal = ({ reason, advice }: Refused): object => ({
  type: 'card_error',
  code: codes.has(reason) ? reason : 'card_declined',
  decline_code: reason,
  ...(advice !== undefined && { advice_code: advice }),
  message: 'Your card was declined.',
});

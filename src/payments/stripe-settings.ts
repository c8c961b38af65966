import { z } from 'zod';
import { address, currencyList, flag, list, offering, optional, returnAddress } from './fields.js';

export const stripeSettings = z.object({
  STRIPE_ENABLED: offering(true),
  STRIPE_SECRET_KEY: optional(
    z.string().regex(/^[sr]k_(?:test|live)_\w{8,}$/, 'expected a key like sk_live_… or rk_live_…'),
  ).meta({
    description: 'Secret or restricted key; one of test mode takes test payments only',
    example: 'sk_live_CHANGEME',
  }),
  STRIPE_WEBHOOK_SECRET: optional(
    list(z.string().regex(/^whsec_\w+$/, 'expected secrets like whsec_…')),
  ).meta({
    description: 'Signing secret of the webhook endpoint; while it is rotated, both, separated by a comma',
    example: 'whsec_CHANGEME',
  }),
  STRIPE_CURRENCIES: currencyList(['USD', 'EUR']).describe('Currencies that it is offered for'),
  STRIPE_RETURN_URL: returnAddress(2048),
  STRIPE_AUTOPAYMENTS_ENABLED: flag
    .default(false)
    .describe('Saves cards of buyers who agree and charges them later, off-session'),
  STRIPE_API_URL: address().default('https://api.stripe.com').describe('Base URL of its API'),
});
export type StripeSettings = z.output<typeof stripeSettings>;

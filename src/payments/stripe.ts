import { z } from 'zod';
import { Never } from '../domain/errors.js';
import type { CallOptions } from '../http.js';
import { defineProvider, type Intent, type Provider, type Snapshot } from './provider.js';
import { createCharges } from './stripe-charges.js';
import { createClient, type StripeClient } from './stripe-client.js';
import { isDisputed } from './stripe-disputes.js';
import { savedMethods } from './stripe-methods.js';
import { createRefunds } from './stripe-refunds.js';
import {
  amountOf,
  checkoutSchema,
  expanded,
  intentId,
  lifetimeMs,
  sessionId,
  sessionSchema,
  toCheckout,
  toSnapshot,
  type Session,
} from './stripe-sessions.js';
import { stripeSettings, type StripeSettings } from './stripe-settings.js';
import { stripeWebhook } from './stripe-webhook.js';
import { unlessUnknown } from './unless-unknown.js';
import type { Tools } from './tools.js';

/** Its own least is half a dollar, and what that is in another currency; its most are eight digits. */
const least = { RUB: 100_00n, USD: 50n, EUR: 50n } as const;
const most = 999_999_99n;

/**
 * Stripe Checkout: a session with a pay page of its own. We know a payment by its session, Stripe refunds and disputes
 * its payment intent; a saved card is charged by an intent alone. https://docs.stripe.com/api/checkout/sessions
 */
export const stripe = defineProvider({
  id: 'stripe',
  settings: stripeSettings,
  enabledBy: 'STRIPE_ENABLED',

  create(given, tools) {
    const { STRIPE_SECRET_KEY: key, STRIPE_WEBHOOK_SECRET: secrets } = given;
    if (!key || !secrets)
      return { missing: 'set STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET, from its dashboard: Developers' };
    return offered(given, key, secrets, tools);
  },
});

function offered(given: StripeSettings, key: string, secrets: readonly string[], { http }: Tools): Provider {
  const client = createClient(given.STRIPE_API_URL, key, http);
  const live = key.includes('_live_');
  const charges = createCharges(client, live);
  const seen = async (session: Session, call: CallOptions): Promise<Snapshot> => {
    const disputed = await isDisputed(client, session.payment_intent, call);
    return { ...toSnapshot(session, live), ...(disputed !== undefined && { disputed }) };
  };

  return {
    limits: Object.fromEntries(given.STRIPE_CURRENCIES.map((one) => [one, { min: least[one], max: most }])),
    createIdempotency: 'key',
    asksAgain: true,
    pollsFor: { hours: 14 * 24 }, // a bank debit takes that long to say yes or no
    webhook: stripeWebhook(secrets),
    ...createRefunds(client),
    ...(given.STRIPE_AUTOPAYMENTS_ENABLED && {
      saved: savedMethods({ client, live, returnUrl: given.STRIPE_RETURN_URL }),
    }),

    async create(intent, call) {
      const order = orderOf(intent, given.STRIPE_RETURN_URL);
      const name = `payment-${intent.paymentId}`;
      return toCheckout(await client.post('checkout/sessions', name, order, checkoutSchema, call));
    },

    async get(externalId, call) {
      const session = await find(client, externalId, call);
      return session ? seen(session, call) : charges.get(externalId, call);
    },

    async *listSince(since, call) {
      const query = { created: { gte: Math.floor(since.getTime() / 1_000) }, expand: [`data.${expanded}`] };
      for await (const session of client.list('checkout/sessions', query, sessionSchema, call)) {
        if (session.mode === 'payment' && amountOf(session)) yield await seen(session, call);
      }
      yield* charges.listSince(since, call);
    },

    async probe(call) {
      const query = { limit: 1 };
      const { data } = await client.get(
        'checkout/sessions',
        query,
        z.object({ data: z.array(modeSchema) }),
        call,
      );
      if (data.every(({ livemode }) => livemode === live)) return;
      throw new Never('stripe.misconfigured', 'Stripe: the key is of another mode than what it shows');
    },
  };
}

const modeSchema = z.object({ livemode: z.boolean() });

/** Everything here is the same in a repeat, or Stripe would refuse the key: the expiry counts from the attempt. */
const orderOf = ({ paymentId, createdAt, amount, description, save }: Intent, returnUrl: string) => ({
  mode: 'payment',
  line_items: [
    {
      quantity: 1,
      price_data: {
        currency: amount.currency.toLowerCase(),
        unit_amount: amount.minor,
        product_data: { name: description },
      },
    },
  ],
  client_reference_id: paymentId,
  metadata: { payment_id: paymentId },
  payment_intent_data: {
    metadata: { payment_id: paymentId }, // the session's is not copied there
    ...(save && { setup_future_usage: 'off_session' }),
  },
  ...(save && { customer_creation: 'always' }),
  expires_at: Math.floor((createdAt.getTime() + lifetimeMs) / 1_000),
  success_url: returnUrl,
  cancel_url: returnUrl,
});

/** One that takes money, by its own id, or by that of its payment intent, which is all that charges and disputes name. */
async function find({ get }: StripeClient, id: string, call: CallOptions): Promise<Session | null> {
  if (sessionId.safeParse(id).success) {
    const query = { expand: [expanded] };
    const session = await unlessUnknown(get(`checkout/sessions/${id}`, query, sessionSchema, call));
    return session?.mode === 'payment' ? session : null;
  }
  if (!intentId.safeParse(id).success) return null;
  const query = { payment_intent: id, limit: 1, expand: [`data.${expanded}`] };
  const page = z.object({ data: z.array(sessionSchema) });
  return (await get('checkout/sessions', query, page, call)).data[0] ?? null;
}

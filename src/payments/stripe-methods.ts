import { z } from 'zod';
import { MethodGone, UpstreamFailed, UpstreamRejected } from '../domain/errors.js';
import type { SavedMethod } from '../domain/saved-method.js';
import type { Intent } from './provider.js';
import type { BindIntent, BindSnapshot, SavedMethods } from './saved-methods.js';
import { cardOf, cardSchema, customerId, methodId, partsOf } from './stripe-cards.js';
import { chargeSchema, markOf, toCharge } from './stripe-charges.js';
import { CardRefused, type StripeClient } from './stripe-client.js';
import { checkoutSchema, lifetimeMs, sessionId, toCheckout } from './stripe-sessions.js';
import { unlessUnknown } from './unless-unknown.js';

interface Means {
  readonly client: StripeClient;
  readonly live: boolean;
  readonly returnUrl: string;
}

/**
 * Cards, and nothing else: saved with a session that is paid or one without money, charged by a payment intent of their
 * own, which has no session. https://docs.stripe.com/payments/save-and-reuse
 */
export const savedMethods = ({ client, live, returnUrl }: Means): SavedMethods => ({
  proposed: false, // in the countries of its currencies a box that is ticked beforehand is no consent

  async charge(intent, id, call) {
    const parts = partsOf(id);
    if (!parts) throw gone();
    const order = orderOf(intent, parts);
    const key = `payment-${intent.paymentId}`;
    const made = await client.post('payment_intents', key, order, chargeSchema, call).catch(meaning);
    const snapshot = toCharge(made, live);
    if (snapshot) return snapshot;
    throw new UpstreamFailed('stripe charged something else', { service: 'stripe', id: made.id });
  },

  async forget(id, call) {
    const { method } = partsOf(id) ?? {};
    if (!method) return;
    const detached = client.post(
      `payment_methods/${method}/detach`,
      `forget-${method}`,
      {},
      z.object({}),
      call,
    );
    await unlessUnknown(detached, [400, 404]); // 400: it is nobody's any more
  },

  async bind(intent, call) {
    const key = `binding-${intent.bindingId}`;
    const order = bindingOf(intent, returnUrl);
    return toCheckout(await client.post('checkout/sessions', key, order, checkoutSchema, call));
  },

  async getBinding(externalId, call) {
    if (!sessionId.safeParse(externalId).success) return null;
    const query = { expand: ['setup_intent.payment_method'] };
    const session = await unlessUnknown(
      client.get(`checkout/sessions/${externalId}`, query, bindingSchema, call),
    );
    return session?.mode === 'setup' ? toBinding(session, live) : null;
  },
});

/** Types are named, or it would take what the account's settings offer, and want an address to come back to. */
const orderOf = (
  { paymentId, amount, description }: Intent,
  { customer, method }: { readonly customer: string; readonly method: string },
) => ({
  amount: amount.minor,
  currency: amount.currency.toLowerCase(),
  customer,
  payment_method: method,
  payment_method_types: ['card'],
  off_session: true,
  confirm: true,
  description,
  metadata: markOf(paymentId),
  expand: ['latest_charge'],
});

const bindingOf = ({ bindingId, createdAt }: BindIntent, returnUrl: string) => ({
  mode: 'setup',
  payment_method_types: ['card'],
  customer_creation: 'always',
  metadata: { binding_id: bindingId },
  expires_at: Math.floor((createdAt.getTime() + lifetimeMs) / 1_000),
  success_url: returnUrl,
  cancel_url: returnUrl,
});

const bindingSchema = z.object({
  id: sessionId,
  mode: z.string().max(40),
  status: z.enum(['open', 'complete', 'expired']).nullable(),
  livemode: z.boolean(),
  customer: customerId.nullish().catch(null),
  setup_intent: z
    .object({
      status: z.string().max(60),
      payment_method: z.object({ id: methodId, card: cardSchema }).nullish().catch(null),
    })
    .nullish()
    .catch(null),
});
type Binding = z.output<typeof bindingSchema>;

function toBinding(session: Binding, live: boolean): BindSnapshot {
  const method = session.status === 'complete' ? saved(session) : undefined;
  return {
    externalId: session.id,
    claim: method ? 'succeeded' : claimOf(session),
    ours: session.livemode === live,
    ...(method && { method }),
  };
}

function saved({ customer, setup_intent: setup }: Binding): SavedMethod | undefined {
  const { id, card } = setup?.payment_method ?? {};
  return setup?.status === 'succeeded' && customer && id && card ? cardOf(customer, id, card) : undefined;
}

/** Of one that saved nothing, yet or for good. */
function claimOf({ status, setup_intent: setup }: Binding): BindSnapshot['claim'] {
  if (status !== 'complete') return status === 'expired' ? 'expired' : 'pending';
  return setup?.status === 'processing' ? 'pending' : 'failed';
}

/** A bank that says no leaves an intent. What Stripe names is detached, or was never there. */
function meaning(error: unknown): z.output<typeof chargeSchema> {
  const refused = error instanceof CardRefused ? chargeSchema.safeParse(error.intent) : undefined;
  if (refused?.success) return refused.data;
  const isRefused = error instanceof UpstreamRejected;
  if (isRefused && ['customer', 'payment_method'].includes(String(error.details['param']))) throw gone();
  throw error;
}

const gone = () => new MethodGone('stripe does not charge this card any more', { service: 'stripe' });

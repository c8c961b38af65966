import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { InvalidSignature, sameSecret } from '../webhook.js';
import type { ProviderEvent, ProviderWebhook } from './provider-event.js';
import { markSchema } from './stripe-charges.js';
import { readWebhook, takeWebhook } from './read-webhook.js';

/** Of the time that is signed, into the past and into the future. */
const toleranceSeconds = 300;

const eventSchema = z.object({
  type: z.string().regex(/^[a-z_.0-9]{1,80}$/),
  data: z.object({ object: z.looseObject({ id: z.unknown() }) }),
});
const idSchema = z.string().regex(/^\w{1,255}$/);

const text = z.string().max(255).nullish().catch(null);
const sessionSchema = z.object({ client_reference_id: text, mode: text });
const intentSchema = z.object({ metadata: markSchema });
const moneySchema = z.object({
  payment_intent: text,
  status: text,
  amount_refunded: z.int().optional().catch(undefined),
});

/**
 * Any of the signatures may be by any of the secrets: both may be on their way to another one.
 * https://docs.stripe.com/webhooks/signature
 */
export const stripeWebhook = (
  secrets: readonly string[],
  nowMs: () => number = Date.now,
): ProviderWebhook => ({
  ack: 'OK',

  verify({ raw, headers }) {
    const parts = String(headers['stripe-signature']).split(',');
    const valuesOf = (name: string) =>
      parts.flatMap((part) => (part.startsWith(`${name}=`) ? [part.slice(name.length + 1)] : []));
    const [time = '', ...more] = valuesOf('t');
    const awaySeconds = Math.abs(nowMs() / 1_000 - Number(time));
    if (more.length > 0 || !/^\d{1,12}$/.test(time) || awaySeconds > toleranceSeconds)
      throw new InvalidSignature('signed at another time, or never', { provider: 'stripe' });
    const given = valuesOf('v1');
    const expected = secrets.map((secret) =>
      createHmac('sha256', secret).update(`${time}.`).update(raw).digest('hex'),
    );
    if (!expected.some((signature) => given.some((each) => sameSecret(each, signature))))
      throw new InvalidSignature('a wrong signature', { provider: 'stripe' });
  },

  /** What the object says is of the endpoint's own version, so nothing but ids is taken from it. */
  read(raw) {
    const { type, data } = readWebhook('stripe', eventSchema, raw);
    const { object } = data;
    if (![sessionEvents, moneyEvents, intentEvents].some((each) => each.has(type))) return null; // some have no id
    const id = takeWebhook('stripe', idSchema, object.id);
    if (moneyEvents.has(type)) return ofMoney(type, id, moneySchema.parse(object));
    if (intentEvents.has(type)) return ofCharge(type, id, intentSchema.parse(object));
    const { client_reference_id: paymentId = null, mode } = sessionSchema.parse(object);
    if (mode === 'setup')
      return { id: `${id}:${type}`, kind: 'method', name: type, externalId: id, paymentId: null };
    return { id: `${id}:${type}`, kind: 'payment', name: type, externalId: id, paymentId, ...toldBy(type) };
  },
});

const sessionEvents = new Set([
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'checkout.session.expired',
]);
/** Of a session they tell of the same money again: only those are heard whose intent has no session. */
const intentEvents = new Set([
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
]);
const moneyEvents = new Set([
  'charge.refunded',
  'charge.dispute.created',
  'charge.dispute.closed',
  'refund.created',
  'refund.updated',
  'refund.failed',
]);

/** A session can also be complete before its money came. */
const toldBy = (name: string): Pick<ProviderEvent, 'tells'> =>
  /payment(?:_intent\.|_)succeeded$/.test(name) ? { tells: 'paid' } : {};

/** Null for what we did not charge by itself. */
const ofCharge = (
  name: string,
  id: string,
  { metadata }: z.output<typeof intentSchema>,
): ProviderEvent | null =>
  metadata && {
    id: `${id}:${name}`,
    kind: 'payment',
    name,
    externalId: id,
    paymentId: metadata.payment_id,
    ...toldBy(name),
  };

/** Of a charge or a dispute, the payment intent is asked for; of a refund, itself. */
function ofMoney(name: string, id: string, object: z.output<typeof moneySchema>): ProviderEvent {
  const { payment_intent: intent = null, status = null, amount_refunded: refunded } = object;
  const event = { id: `${id}:${name}:${refunded ?? status}`, name, paymentId: null };
  if (name.startsWith('refund.')) return { ...event, kind: 'refund', externalId: id };
  return { ...event, kind: 'payment', externalId: intent };
}

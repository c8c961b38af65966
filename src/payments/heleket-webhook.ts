import { z } from 'zod';
import { InvalidSignature, sameSecret, type Delivery } from '../webhook.js';
import { orderOfRecurrence } from './cryptomus-answers.js';
import { meansPaid, uuidSchema } from './heleket-answers.js';
import { signatureOf, signedTexts } from './heleket-signature.js';
import type { ProviderEvent, ProviderWebhook } from './provider-event.js';
import { readWebhook } from './read-webhook.js';

const noticeSchema = z.object({
  type: z.string().max(40),
  uuid: uuidSchema,
  order_id: z.string().max(128).nullish(),
  status: z.string().regex(/^[a-z_]{1,40}$/),
  sign: z.string().max(64).optional(),
});

/** What becomes a part of an event's id, which no table holds with a NUL. */
const printable = z.string().regex(/^\P{Cc}{1,64}$/u);

/**
 * Of a recurrence of Cryptomus, whose form is not published: whatever names one. Public clients differ: one expects the uuid
 * of the whole and "paid", another expects nothing and asks.
 */
const hintSchema = z
  .object({
    type: z.string().max(40).nullish().catch(null),
    uuid: uuidSchema.nullish().catch(null),
    order_id: z.string().max(128).nullish().catch(null),
    status: printable.nullish().catch(null),
    last_pay_off: printable.nullish().catch(null),
    sign: printable.nullish().catch(null),
  })
  .refine(({ uuid, order_id: order }) => uuid != null || orderOfRecurrence(order) !== null, {
    path: ['uuid'],
  });

/**
 * The signature is within the body, and of its rest. Nothing signs the time, and a test webhook bears the live key: so
 * a notification is only a hint. https://doc.heleket.com/methods/payments/webhook
 */
export const heleketWebhook = (
  { provider, repeats }: { readonly provider: string; readonly repeats: boolean },
  key: string,
  filter: (delivery: Pick<Delivery, 'ip'>) => void,
): ProviderWebhook => ({
  ack: 'OK',

  verify(delivery) {
    filter(delivery);
    const raw = delivery.raw.toString('utf8');
    const texts = signedTexts(raw);
    const { sign } = texts ? readWebhook(provider, z.looseObject({ sign: z.unknown() }), delivery.raw) : {};
    if (!texts?.some((text) => sameSecret(sign, signatureOf(text, key))))
      throw new InvalidSignature('a wrong signature, or none', { provider });
  },

  read(raw) {
    const hint = repeats ? readHint(readWebhook(provider, hintSchema, raw)) : null;
    if (hint) return hint;
    const { type, uuid, order_id: paymentId = null, status } = readWebhook(provider, noticeSchema, raw);
    if (type !== 'payment') return null; // a wallet's
    const event = { id: `${uuid}:${status}`, name: status, externalId: uuid, paymentId };
    if (status !== 'refund_paid')
      return { ...event, kind: 'payment', ...(meansPaid(status) && { tells: 'paid' }) };
    return { ...event, kind: 'refund', paymentExternalId: uuid, tells: 'back' };
  },
});

/** Null for what is of an invoice of ours, or of a wallet. */
function readHint(notice: z.output<typeof hintSchema>): ProviderEvent | null {
  const { type, uuid, order_id: order, status, last_pay_off: last, sign } = notice;
  if (type === 'wallet' || (type === 'payment' && /^\d+$/.test(order ?? ''))) return null;
  const paymentId = orderOfRecurrence(order);
  const externalId = (paymentId === null ? uuid : order) ?? null;
  // Each term is told of under the same names, so its date tells them apart, or the provider's own digest of what it said.
  const id = `${externalId}:${status ?? 'told'}:${last ?? sign ?? ''}`;
  return { id, kind: 'payment', name: status ?? 'a recurrence', externalId, paymentId };
}

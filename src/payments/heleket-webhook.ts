import { z } from 'zod';
import { InvalidSignature, sameSecret, type Delivery } from '../webhook.js';
import { uuidSchema } from './heleket-answers.js';
import { signatureOf, signedTexts } from './heleket-signature.js';
import type { ProviderWebhook } from './provider-event.js';
import { readWebhook } from './read-webhook.js';

const noticeSchema = z.object({
  type: z.string().max(40),
  uuid: uuidSchema,
  order_id: z.string().max(128).nullish(),
  status: z.string().regex(/^[a-z_]{1,40}$/),
  sign: z.string().max(64).optional(),
});

/**
 * The signature is within the body, and of its rest. Nothing signs the time, and a test webhook bears the live key: so
 * a notification is only a hint. https://doc.heleket.com/methods/payments/webhook
 */
export const heleketWebhook = (
  provider: string,
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
    const { type, uuid, order_id: paymentId = null, status } = readWebhook(provider, noticeSchema, raw);
    if (type !== 'payment') return null; // a wallet's
    const event = { id: `${uuid}:${status}`, name: status, externalId: uuid, paymentId };
    if (status !== 'refund_paid') return { ...event, kind: 'payment' };
    return { ...event, kind: 'refund', paymentExternalId: uuid };
  },
});

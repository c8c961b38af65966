import { z } from 'zod';
import { InvalidSignature, sameSecret } from '../webhook.js';
import { stateSchema, transactionId } from './platega-answers.js';
import type { ProviderWebhook } from './provider-event.js';
import { readWebhook } from './read-webhook.js';

/** Keys come in camelCase, and in PascalCase where subscriptions are concerned. */
const Callback = z
  .record(z.string(), z.unknown())
  .transform((body, context) => {
    const fields = Object.entries(body).map(([key, value]) => [key.toLowerCase(), value] as const);
    if (new Set(fields.map(([key]) => key)).size < fields.length)
      context.addIssue({ code: 'custom', message: 'a key comes twice' });
    return Object.fromEntries(fields);
  })
  .pipe(
    z.object({
      id: transactionId,
      status: stateSchema,
      payload: z.string().max(255).nullish().catch(null),
    }),
  );

/**
 * Nobody signs a callback: our own id and secret come back in its headers. Whoever saves its address in the cabinet has
 * it checked by an empty request, by which method is not documented, and without those headers.
 */
export const plategaWebhook = (merchantId: string, secret: string): ProviderWebhook => ({
  ack: 'OK',
  takesGet: true,

  verify({ raw, headers }) {
    if (raw.length === 0) return;
    const isMerchant = sameSecret(String(headers['x-merchantid']).toLowerCase(), merchantId);
    if (!sameSecret(headers['x-secret'], secret) || !isMerchant)
      throw new InvalidSignature('not our id and secret', { provider: 'platega' });
  },

  read(raw) {
    if (raw.length === 0) return null;
    const { id, status: name, payload } = readWebhook('platega', Callback, raw);
    const kind = name.startsWith('SUBSCRIPTION_') ? 'other' : 'payment';
    return { id: `${id}:${name}`, kind, name, externalId: id, paymentId: payload ?? null };
  },
});

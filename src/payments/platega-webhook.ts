import { createHash } from 'node:crypto';
import { z } from 'zod';
import { InvalidSignature, sameSecret } from '../webhook.js';
import { smallKeys, stateSchema, transactionId } from './platega-answers.js';
import type { ProviderEvent, ProviderWebhook } from './provider-event.js';
import { readWebhook } from './read-webhook.js';

const Callback = smallKeys.pipe(
  z.object({
    id: transactionId,
    status: stateSchema,
    payload: z.string().max(255).nullish().catch(null),
    subscriptionid: transactionId.nullish().catch(null),
    nextchargeat: z
      .string()
      .regex(/^\P{Cc}{1,40}$/u)
      .nullish()
      .catch(null), // a part of the event's id, which no table holds with a NUL
  }),
);
type Callback = z.output<typeof Callback>;

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
    const told = readWebhook('platega', Callback, raw);
    const { id, status: name, payload, subscriptionid: subscription } = told;
    if (name.startsWith('SUBSCRIPTION_') || subscription) return readOfSubscription(told, raw);
    const event = { id: `${id}:${name}`, name, externalId: id, paymentId: payload || null } as const;
    const tells = name === 'CONFIRMED' ? 'paid' : name === 'CHARGEBACKED' ? 'back' : undefined;
    return { ...event, kind: 'payment', ...(tells && { tells }) };
  },
});

/**
 * SUBSCRIPTION_ACTIVATED, …PAST_DUE, …CANCELLED and …FAILED bear the id of the subscription, and may come again with another
 * date, or without any: then whatever else they say tells them apart. CONFIRMED and CANCELED are of a charge, with an id of its own
 * (https://docs.platega.io/callback-по-списанию-40029713e0.md, …/callback-по-статусу-подписки-40030962e0.md).
 */
function readOfSubscription({ id, status: name, ...told }: Callback, raw: Buffer): ProviderEvent {
  const { subscriptionid: subscription, nextchargeat: next } = told;
  const isCharge = !name.startsWith('SUBSCRIPTION_');
  return {
    id: isCharge ? `${id}:${name}` : `${id}:${name}:${next ?? digest(raw)}`,
    kind: 'mandate',
    name,
    externalId: id,
    paymentId: null,
    asks: { mandateId: subscription ?? id, charge: isCharge && name !== 'CANCELED' ? id : null },
  };
}

const digest = (raw: Buffer): string => createHash('sha256').update(raw).digest('hex').slice(0, 16);

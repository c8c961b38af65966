import { z } from 'zod';
import { MalformedWebhook } from '../webhook.js';
import { createFilter } from './networks.js';
import type { ProviderEvent, ProviderWebhook } from './provider-event.js';
import { readWebhook } from './read-webhook.js';
import { echoedId } from './yookassa-answers.js';
import { externalIdSchema } from './yookassa-saved.js';

const Notification = z.object({
  event: z.string().regex(/^[a-z_]{1,40}\.[a-z_]{1,40}$/),
  object: z.object({
    id: externalIdSchema,
    payment_id: externalIdSchema.optional().catch(undefined),
    metadata: echoedId,
  }),
});

/** Nobody signs a notification, so it is a hint of whom to ask about, from an address on the published list. */
export const yookassaWebhook = (allowedNetworks: string): ProviderWebhook => ({
  ack: 'OK',
  verify: createFilter('yookassa', allowedNetworks),
  read: (raw) => toEvent(readWebhook('yookassa', Notification, raw)),
});

function toEvent({ event: name, object }: z.output<typeof Notification>): ProviderEvent {
  const event = { id: `${object.id}:${name}`, name, externalId: object.id };
  if (name.startsWith('payment.')) {
    const paid = name === 'payment.succeeded' && ({ tells: 'paid' } as const);
    return { ...event, kind: 'payment', paymentId: object.metadata, ...paid };
  }
  if (name.startsWith('payment_method.')) return { ...event, kind: 'method', paymentId: null };
  if (name !== 'refund.succeeded') return { ...event, kind: 'other', paymentId: null };
  if (!object.payment_id) throw new MalformedWebhook('a refund of no payment', { provider: 'yookassa' });
  return { ...event, kind: 'refund', paymentId: null, paymentExternalId: object.payment_id, tells: 'back' };
}

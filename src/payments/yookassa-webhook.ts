import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { InvalidSignature, MalformedWebhook } from '../webhook.js';
import type { ProviderEvent, ProviderWebhook } from './provider.js';
import { echoedId, externalIdSchema } from './yookassa-answers.js';
import { networksOf } from './yookassa-settings.js';

const Notification = z.object({
  event: z.string().regex(/^[a-z_]{1,40}\.[a-z_]{1,40}$/),
  object: z.object({
    id: externalIdSchema,
    payment_id: externalIdSchema.optional().catch(undefined),
    metadata: echoedId,
  }),
});

/** Nobody signs a notification, so it is a hint of whom to ask about, from an address on the published list. */
export function yookassaWebhook(allowedNetworks: string): ProviderWebhook {
  const networks = networksOf(allowedNetworks);
  return {
    ack: 'OK',

    verify({ ip }) {
      if (networks === null) return;
      if (!isIP(ip)) throw new InvalidSignature('not an address', { provider: 'yookassa' });
      const sender = ipaddr.process(ip); // unwraps ::ffff:1.2.3.4
      const known = networks?.some(
        ([network, bits]) => network.kind() === sender.kind() && sender.match(network, bits),
      );
      if (!known) throw new InvalidSignature('an address off the list', { provider: 'yookassa', ip });
    },

    read: (raw) => toEvent(parse(raw)),
  };
}

function parse(raw: Buffer): z.output<typeof Notification> {
  let body: unknown;
  try {
    body = JSON.parse(raw.toString('utf8'));
  } catch {
    throw new MalformedWebhook('not JSON', { provider: 'yookassa' });
  }
  const read = Notification.safeParse(body);
  if (read.success) return read.data;
  const at = read.error.issues.map(({ path }) => path.join('.')).join(', ');
  throw new MalformedWebhook(`not a notification: ${at}`, { provider: 'yookassa' });
}

function toEvent({ event: name, object }: z.output<typeof Notification>): ProviderEvent {
  const event = { id: `${object.id}:${name}`, name, externalId: object.id };
  if (name.startsWith('payment.')) return { ...event, kind: 'payment', paymentId: object.metadata };
  if (name !== 'refund.succeeded') return { ...event, kind: 'other', paymentId: null };
  if (!object.payment_id) throw new MalformedWebhook('a refund of no payment', { provider: 'yookassa' });
  return { ...event, kind: 'refund', paymentId: null, paymentExternalId: object.payment_id };
}

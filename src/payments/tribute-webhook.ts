import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { InvalidSignature, sameSecret, type Delivery } from '../webhook.js';
import type { ProviderEvent, ProviderWebhook } from './provider-event.js';
import { readWebhook, takeWebhook } from './read-webhook.js';
import { cancellation, charge, purchase, purchaseRefund } from './tribute-creator.js';
import { instantSchema } from './tribute-fields.js';
import { refundIdOf, uuidSchema } from './tribute-orders.js';

const service = 'tribute';

/** `created_at` stays the same over retries; `sent_at` does not. */
const toldSchema = z.object({
  name: z.string().regex(/^[a-z_]{1,64}$/),
  created_at: instantSchema,
  payload: z.record(z.string(), z.unknown()),
});

const orderSchema = z.object({ uuid: uuidSchema, customerId: z.string().nullish().catch(null) });
const refundSchema = z.object({
  uuid: uuidSchema,
  transactionId: z.int().nonnegative(),
  status: z.string().max(32),
});

type Payload = Readonly<Record<string, unknown>>;
type Reader = (payload: Payload, name: string, at: Date) => ProviderEvent;

const order: Reader = (payload, name) => {
  const { uuid, customerId = null } = takeWebhook(service, orderSchema, payload);
  const paid = name === 'shop_order' && ({ tells: 'paid' } as const);
  return { id: `${uuid}:${name}`, kind: 'payment', name, externalId: uuid, paymentId: customerId, ...paid };
};

/** Also of a chargeback. It is told when it begins and when it is done. */
const orderRefund: Reader = (payload, name) => {
  const { uuid, transactionId, status } = takeWebhook(service, refundSchema, payload);
  const externalId = refundIdOf(uuid, transactionId);
  const id = `${externalId}:${name}:${status}`;
  const back = status === 'completed' && ({ tells: 'back' } as const);
  return { id, kind: 'refund', name, externalId, paymentId: null, paymentExternalId: uuid, ...back };
};

/**
 * All that concerns money of ours. Of an order each word is a reason to look at it: prepaid and received are not final,
 * failed stays payable. Donations sell nothing, since the payer names the sum; we open no order that renews itself.
 */
const readers: Readonly<Record<string, Reader>> = {
  shop_order: order,
  shop_order_prepaid: order,
  shop_order_payment_received: order,
  shop_order_payment_failed: order,
  shop_order_refunded: orderRefund,
  new_subscription: charge,
  renewed_subscription: charge,
  cancelled_subscription: cancellation,
  new_digital_product: purchase,
  digital_product_refunded: purchaseRefund,
};

/**
 * One address and one signature for both APIs: HMAC-SHA256 of the raw bytes under the API key. The page does not say how
 * it is written down; hex is what is seen, base64 of the same is taken too. https://wiki.tribute.tg/for-shops/api/webhooks
 */
export const tributeWebhook = (apiKeys: readonly string[]): ProviderWebhook => ({
  ack: 'OK',

  verify({ raw, headers }: Delivery) {
    const given = headers['trbt-signature'];
    const isOurs = apiKeys.some((key) => {
      const mac = createHmac('sha256', key).update(raw).digest();
      return sameSecret(given, mac.toString('hex')) || sameSecret(given, mac.toString('base64'));
    });
    if (!isOurs) throw new InvalidSignature('a wrong signature', { provider: service });
  },

  read(raw) {
    const { name, created_at: at, payload } = readWebhook(service, toldSchema, raw);
    const read = Object.hasOwn(readers, name) ? readers[name] : undefined;
    if (read) return read(payload, name, at);
    return {
      id: `${name}:${subjectOf(payload)}:${at.toISOString()}`,
      kind: 'other',
      name,
      externalId: null,
      paymentId: null,
    };
  },
});

const subjectSchema = z.object({
  uuid: uuidSchema.optional().catch(undefined),
  subscription_id: z.int().optional().catch(undefined),
  telegram_user_id: z.int().optional().catch(undefined),
});

/** Of events that change nothing: enough to tell one from another. */
function subjectOf(payload: Payload): string {
  const { uuid, subscription_id: subscription, telegram_user_id: person } = subjectSchema.parse(payload);
  return [uuid, subscription, person].filter((part) => part !== undefined).join(':');
}

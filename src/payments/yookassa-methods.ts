import { z } from 'zod';
import { MethodGone, UpstreamRejected } from '../domain/errors.js';
import type { Intent, Snapshot } from './provider.js';
import type { BindSnapshot, SavedMethods } from './saved-methods.js';
import type { Shop, YookassaPayment } from './yookassa-answers.js';
import { paymentSchema, toSnapshot } from './yookassa-answers.js';
import type { YookassaClient } from './yookassa-client.js';
import { methodSchema, toMethod } from './yookassa-saved.js';

/** Not published; as of a payment. */
const bindingLifeMs = 3_600_000;

const bindingSchema = methodSchema.extend({
  holder: z.object({ account_id: z.coerce.string() }).optional().catch(undefined),
  confirmation: z.object({ confirmation_url: z.url().optional() }).optional().catch(undefined),
});

interface Means {
  readonly client: YookassaClient;
  readonly shop: Shop;
  readonly returnUrl: string;
  readonly proposed: boolean;
  /** What every payment says of itself, but how it is paid. */
  orderOf(intent: Intent): object;
}

/**
 * Autopayments. A method is saved with a payment, or by itself without money. Nothing unlinks one there: we forget its
 * id. https://yookassa.ru/developers/payment-acceptance/scenario-extensions/recurring-payments
 */
export const savedMethods = ({ client, shop, returnUrl, proposed, orderOf }: Means): SavedMethods => ({
  proposed,

  async charge(intent, methodId, call): Promise<Snapshot> {
    const order = { ...orderOf(intent), payment_method_id: methodId };
    const key = `payment-${intent.paymentId}`;
    const payment: YookassaPayment = await client
      .post('/payments', key, order, paymentSchema, call)
      .catch(meaning);
    return toSnapshot(payment, shop);
  },

  async bind({ bindingId, createdAt }, call) {
    const order = { type: 'bank_card', confirmation: { type: 'redirect', return_url: returnUrl } };
    const { id, confirmation } = await client.post(
      '/payment_methods',
      `binding-${bindingId}`,
      order,
      bindingSchema,
      call,
    );
    return {
      externalId: id,
      payUrl: confirmation?.confirmation_url ?? null,
      expiresAt: new Date(createdAt.getTime() + bindingLifeMs),
    };
  },

  async getBinding(externalId, call): Promise<BindSnapshot | null> {
    const bound = await client.find('/payment_methods', externalId, bindingSchema, call);
    if (!bound) return null;
    const method = bound.status === 'active' ? toMethod(bound) : undefined;
    const failed = bound.status === 'inactive' || (bound.status === 'active' && !method);
    return {
      externalId: bound.id,
      claim: method ? 'succeeded' : failed ? 'failed' : 'pending',
      ours: bound.holder === undefined || bound.holder.account_id === shop.shopId,
      ...(method && { method }),
    };
  },
});

/** It names what it will not take: a method that was removed, or is another shop's. */
function meaning(error: unknown): never {
  if (error instanceof UpstreamRejected && error.details['parameter'] === 'payment_method_id')
    throw new MethodGone('yookassa does not charge this method any more', { service: 'yookassa' });
  throw error;
}

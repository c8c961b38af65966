import { z } from 'zod';
import { UpstreamRejected } from '../domain/errors.js';
import { dayMs } from '../domain/term.js';
import type { CallOptions } from '../http.js';
import { cut } from './cut.js';
import type { Intent, Provider, RefundSnapshot } from './provider.js';
import type { TributeClient } from './tribute-client.js';
import {
  orderOf,
  orderSchema,
  refundIdOf,
  salesOf,
  snapshotOf,
  toCheckout,
  toRefund,
  uuidSchema,
  type TributeOrder,
} from './tribute-orders.js';

const title = 100;
const description = 300;

/** The shop's part of Tribute: orders that we open ourselves, for one payment each. */
export const shop = (client: TributeClient, shopId: string, returnUrl: string) =>
  ({
    async create(intent, call) {
      return toCheckout(
        await client.post('/shop/orders', orderFor(intent, shopId, returnUrl), orderSchema, call),
      );
    },

    async find(paymentId, since, call) {
      for await (const order of ordersSince(client, shopId, since, call)) {
        if (order.customerId === paymentId) return toCheckout(order);
      }
      return null;
    },

    async get(externalId, call) {
      const order = await orderOf(client, externalId, call);
      return order && snapshotOf(client, order, shopId, call);
    },

    async *listSince(since, call) {
      for await (const order of ordersSince(client, shopId, since, call)) {
        yield await snapshotOf(client, order, shopId, call);
      }
    },

    /** What its links sold by themselves nobody can be asked for. */
    knows: (externalId) => uuidSchema.safeParse(externalId).success,

    fullRefundsOnly: true,
    refund: (externalId, _amount, _key, call) => refund(client, externalId, call),

    async refundOf(uuid, call) {
      if (!(await orderOf(client, uuid, call))) return null;
      for await (const sale of salesOf(client, uuid, call)) if (sale.isRefunded) return toRefund(uuid, sale);
      return null;
    },

    async getRefund(externalId, call) {
      const [uuid = ''] = externalId.split(':');
      if (!(await orderOf(client, uuid, call))) return null;
      for await (const sale of salesOf(client, uuid, call)) {
        if (refundIdOf(uuid, sale.id) === externalId) return toRefund(uuid, sale);
      }
      return null;
    },
  }) satisfies Partial<Provider>;

const orderFor = (intent: Intent, shopId: string, returnUrl: string): object => ({
  shopId: Number(shopId),
  amount: Number(intent.amount.minor),
  currency: intent.amount.currency.toLowerCase(),
  title: cut(intent.description, title),
  description: cut(intent.description, description),
  customerId: intent.paymentId,
  period: 'onetime',
  successUrl: returnUrl,
  failUrl: returnUrl,
  ...(intent.payer.email !== null && { email: intent.payer.email }),
});

/** By how much its clock may differ from ours. */
const skewMs = 5 * 60_000;

/** Lists go by whole days of UTC, both ends included, and have no pages: a day at a time, and the first one whole. */
async function* ordersSince(
  client: TributeClient,
  shopId: string,
  since: Date,
  call: CallOptions,
): AsyncIterable<TributeOrder> {
  const last = dayOf(Date.now() + skewMs);
  for (let at = since.getTime() - skewMs; dayOf(at) <= last; at += dayMs) {
    const day = dayOf(at);
    const query = new URLSearchParams({ shopId, dateFrom: day, dateTo: day });
    yield* await client.get(`/shop/orders?${query}`, z.array(orderSchema), call);
  }
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

const startedSchema = z.object({ success: z.literal(true) });

/** Asked for again, a sale that went back stays gone once. What became of it is read from the sale. */
async function refund(client: TributeClient, uuid: string, call: CallOptions): Promise<RefundSnapshot> {
  const sale = await only(client, uuid, call);
  if (sale.isRefunded) return toRefund(uuid, sale);
  const path = `/shop/orders/${uuid}/transactions/${sale.id}/refund`;
  await client.post(path, {}, startedSchema, call).catch((error: unknown) => {
    if (!(error instanceof UpstreamRejected) || error.details['error'] !== 'error_already_refunded')
      throw error;
  });
  return toRefund(uuid, await only(client, uuid, call));
}

async function only(client: TributeClient, uuid: string, call: CallOptions) {
  if (!uuidSchema.safeParse(uuid).success)
    throw new UpstreamRejected('only Tribute itself gives back what its links sold', { service: 'tribute' });
  for await (const sale of salesOf(client, uuid, call)) return sale;
  throw new UpstreamRejected('tribute has no sale of that order', { service: 'tribute', uuid });
}

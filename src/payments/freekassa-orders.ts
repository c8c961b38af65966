import { z } from 'zod';
import { money } from '../domain/money.js';
import type { CallOptions } from '../http.js';
import type { FreekassaClient } from './freekassa-client.js';
import type { Claim, Snapshot } from './provider.js';
import { decimal, readMoney } from './read-money.js';

const orderSchema = z.object({
  /** Ours; also of what somebody else's software made at this shop. */
  merchant_order_id: decimal.nullable().catch(null),
  fk_order_id: decimal,
  amount: decimal,
  currency: z.string().max(8),
  status: z.coerce.number().int(),
});
export type FreekassaOrder = z.output<typeof orderSchema>;

const listSchema = z.object({
  type: z.literal('success'),
  pages: z.coerce.number().int(),
  orders: z.array(orderSchema),
});

const refundedStatus = 6;
const claims: Readonly<Record<number, Claim>> = {
  0: 'pending',
  1: 'succeeded',
  [refundedStatus]: 'succeeded',
  8: 'failed',
  9: 'canceled',
};
/** Later in this list is more final. */
const finality = [0, 8, 9, 1, refundedStatus];

/** Its orders that fit, page by page. */
export async function* ordersOf(
  client: FreekassaClient,
  filter: Readonly<Record<string, string>>,
  call: CallOptions,
): AsyncIterable<FreekassaOrder> {
  for (let page = 1; ; page += 1) {
    const { orders, pages } = await client.read('orders', { ...filter, page }, listSchema, call);
    yield* orders;
    if (page >= pages || orders.length === 0) return;
  }
}

/**
 * What became of a payment. Whoever opens its form anew, or chooses another way to pay there, makes another order of
 * theirs under our id: the most final of them decides.
 */
export async function findOrder(
  client: FreekassaClient,
  paymentId: string,
  call: CallOptions,
): Promise<FreekassaOrder | null> {
  let best: FreekassaOrder | null = null;
  for await (const order of ordersOf(client, { paymentId }, call)) {
    if (order.merchant_order_id !== paymentId) continue;
    if (best === null || finality.indexOf(order.status) > finality.indexOf(best.status)) best = order;
  }
  return best;
}

/**
 * Named by our own id, under which all their orders of a payment are asked for. A status that nobody documented waits
 * for one that somebody did.
 *
 * @throws {Never} when it is in a currency that we cannot hold
 */
export function toSnapshot(paymentId: string, { amount, currency, status }: FreekassaOrder): Snapshot {
  const total = readMoney('freekassa', paymentId, amount, currency);
  return {
    externalId: paymentId,
    paymentId,
    claim: claims[status] ?? 'pending',
    amount: total,
    refunded: status === refundedStatus ? total : money(0n, total.currency),
    ours: true,
  };
}

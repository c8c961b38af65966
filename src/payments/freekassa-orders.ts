import { z } from 'zod';
import { money } from '../domain/money.js';
import type { CallOptions } from '../http.js';
import type { FreekassaClient } from './freekassa-client.js';
import type { Claim, Snapshot } from './provider.js';
import { decimal, isOurCurrency, readMoney } from './read-money.js';

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

const [paidStatus, refundedStatus] = [1, 6];
const claims: Readonly<Record<number, Claim>> = {
  0: 'pending',
  [paidStatus]: 'succeeded',
  [refundedStatus]: 'succeeded',
  8: 'failed',
  9: 'canceled',
};
/** Later in this list is more final. */
const finality = [0, 8, 9];

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

/** All that stand under our id, the oldest first: whoever opens a form anew makes another order of theirs. */
export async function ordersUnder(
  client: FreekassaClient,
  paymentId: string,
  call: CallOptions,
): Promise<FreekassaOrder[]> {
  const orders: FreekassaOrder[] = [];
  for await (const order of ordersOf(client, { paymentId }, call)) {
    if (order.merchant_order_id === paymentId) orders.push(order);
  }
  return orders.toSorted((a, b) => Number(BigInt(a.fk_order_id) - BigInt(b.fk_order_id)));
}

const isPaid = ({ status }: FreekassaOrder): boolean => status === paidStatus || status === refundedStatus;

/** What the name of the whole means: the first that was paid, else the most final. */
export const mainOf = (orders: readonly FreekassaOrder[]): FreekassaOrder | undefined =>
  orders.find(isPaid) ??
  orders.toSorted((a, b) => finality.indexOf(b.status) - finality.indexOf(a.status))[0];

/** "17" is our payment 17 for as long as nothing is paid; "17-555" their order 555 under it. */
export function readName(externalId: string): { paymentId: string; number: string | undefined } | null {
  const [, paymentId, number] = /^(\d{1,18})(?:-(\d{1,20}))?$/.exec(externalId) ?? [];
  return paymentId === undefined ? null : { paymentId, number };
}

const nameOf = (paymentId: string, { fk_order_id: number }: FreekassaOrder): string =>
  `${paymentId}-${number}`;

/**
 * One of the orders under our id. What is paid is named by their number, too, and is money of its own: which of them is
 * our payment, only we know. What is not may be `called` by our id alone. A status that nobody documented waits for one
 * that somebody did.
 *
 * @throws {Never} when it is in a currency that we cannot hold
 */
export function toSnapshot(
  paymentId: string,
  order: FreekassaOrder,
  orders: readonly FreekassaOrder[],
  called: 'whole' | 'by number',
): Snapshot {
  const { amount, currency, status } = order;
  const total = readMoney('freekassa', paymentId, amount, currency);
  const name = nameOf(paymentId, order);
  const paid = orders
    .filter((each) => isPaid(each) && isOurCurrency(each.currency))
    .map((each) => nameOf(paymentId, each));
  return {
    externalId: called === 'whole' && !isPaid(order) ? paymentId : name,
    paymentId,
    claim: claims[status] ?? 'pending',
    amount: total,
    refunded: status === refundedStatus ? total : money(0n, total.currency),
    ours: true,
    repeatable: true,
    opened: { as: paymentId, beside: paid.filter((each) => each !== name) },
  };
}

import { z } from 'zod';
import { money } from '../domain/money.js';
import type { CallOptions } from '../http.js';
import type { Checkout, Claim, RefundSnapshot, Snapshot } from './provider.js';
import type { TributeClient } from './tribute-client.js';
import { currencySchema, minorSchema, toMoney } from './tribute-fields.js';
import { unlessUnknown } from './unless-unknown.js';

/** Goes into a path, so nothing that could leave it. */
export const uuidSchema = z.guid();

const statuses = { pending: 'pending', prepaid: 'pending', paid: 'succeeded', failed: 'failed' } as const;

export const orderSchema = z.object({
  uuid: uuidSchema,
  shopId: z.int().optional(),
  amount: minorSchema,
  currency: currencySchema,
  status: z.string(),
  customerId: z.string().nullish().catch(null),
  /** Null of an order for Stars alone. */
  paymentUrl: z.url().nullish().catch(null),
  webappPaymentUrl: z.url().nullish().catch(null),
});
export type TributeOrder = z.output<typeof orderSchema>;

const saleSchema = z.object({
  id: z.int().nonnegative(),
  type: z.string(),
  amount: minorSchema,
  currency: currencySchema,
  isRefunded: z.boolean(),
});
type Sale = z.output<typeof saleSchema>;
const salesSchema = z.object({
  transactions: z.array(saleSchema),
  nextFrom: z.union([z.string(), z.number()]).nullish(),
});

export const toCheckout = ({ uuid, paymentUrl, webappPaymentUrl }: TributeOrder): Checkout => ({
  externalId: uuid,
  payUrl: paymentUrl ?? webappPaymentUrl ?? null,
  expiresAt: null, // it stays payable
});

/** Null when it knows no such order. */
export async function orderOf(
  { get }: TributeClient,
  uuid: string,
  call: CallOptions,
): Promise<TributeOrder | null> {
  if (!uuidSchema.safeParse(uuid).success) return null;
  return unlessUnknown(get(`/shop/orders/${uuid}`, orderSchema, call));
}

/** What was taken for an order; one sale, since we sell nothing that renews itself. */
export async function* salesOf({ get }: TributeClient, uuid: string, call: CallOptions): AsyncIterable<Sale> {
  for (let from: string | number | null | undefined = ''; ;) {
    const query = from === '' ? '' : `?${new URLSearchParams({ startFrom: String(from) })}`;
    const page: z.output<typeof salesSchema> = await get(
      `/shop/orders/${uuid}/transactions${query}`,
      salesSchema,
      call,
    );
    yield* page.transactions.filter(({ type }) => type === 'shop_order_sell');
    if (
      page.nextFrom === undefined ||
      page.nextFrom === null ||
      page.nextFrom === '' ||
      page.nextFrom === from
    )
      return;
    from = page.nextFrom;
  }
}

/** The order itself does not tell what went back: its sales do. */
export async function snapshotOf(
  client: TributeClient,
  order: TributeOrder,
  shopId: string,
  call: CallOptions,
): Promise<Snapshot> {
  const { uuid, amount: minor, currency, status, customerId } = order;
  const claim: Claim = status in statuses ? statuses[status as keyof typeof statuses] : 'pending';
  let refunded = 0;
  if (claim === 'succeeded') {
    for await (const sale of salesOf(client, uuid, call)) if (sale.isRefunded) refunded += sale.amount;
  }
  return {
    externalId: uuid,
    paymentId: customerId ?? null,
    claim,
    amount: toMoney({ minor, currency }),
    refunded: money(BigInt(refunded), currency),
    ours: order.shopId === undefined || String(order.shopId) === shopId,
  };
}

/** A refund has no id of its own there: it is that of the order and the sale that goes back. */
export const refundIdOf = (uuid: string, saleId: number): string => `${uuid}:${saleId}`;

export const toRefund = (
  uuid: string,
  { id, amount: minor, currency, isRefunded }: Sale,
): RefundSnapshot => ({
  externalId: refundIdOf(uuid, id),
  paymentExternalId: uuid,
  claim: isRefunded ? 'succeeded' : 'pending',
  amount: toMoney({ minor, currency }),
  reason: null,
});

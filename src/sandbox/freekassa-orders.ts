import { z } from 'zod';
import { firstSecret, md5, shopId } from './freekassa-signatures.js';
import { decimal, minorOf, type Bill } from './till/bill.js';
import type { Till } from './till/till.js';
import { readAs } from './till/unfit.js';

const firstId = 274_922_675;

export interface NewOrder {
  readonly paymentId: string;
  readonly minor: number;
  readonly currency: string;
}

/** Another order of the shop; several under one id of the shop's are nothing special. */
export const openOrder = (till: Till<null>, order: NewOrder): Bill<null> =>
  till.open({
    ...order,
    id: String(firstId + till.bills.size),
    description: `№ ${order.paymentId}`,
    endsMs: null,
    returnUrl: null,
    data: null,
  });

const formSchema = z
  .object({
    m: z.literal(String(shopId)),
    oa: z.string(),
    currency: z.enum(['RUB', 'USD', 'EUR', 'UAH', 'KZT']),
    o: z.string().min(1),
    s: z.string(),
  })
  .refine(({ m, oa, currency, o, s }) => s === md5(m, oa, firstSecret, currency, o), {
    error: 'it was altered',
    path: ['s'],
  });

/** Somebody followed a signed link: each time it is another order. @throws {Unfit} 400 when it was altered */
export function openForm(till: Till<null>, query: unknown): string {
  const { oa, currency, o: paymentId } = readAs(formSchema, query);
  return till.payUrl(openOrder(till, { paymentId, minor: minorOf(oa) ?? 0, currency }).id);
}

const statuses = { open: 0, paid: 1, failed: 8, canceled: 9, expired: 9 } as const;
const moscowMs = 3 * 3_600_000;

export const shown = ({ id, paymentId, minor, currency, state, createdMs, refundedMinor }: Bill): object => ({
  merchant_order_id: paymentId,
  fk_order_id: Number(id),
  amount: Number(decimal(minor)),
  currency,
  email: 'payer@telegram.org',
  account: '220000******0000',
  date: new Date(createdMs + moscowMs).toISOString().slice(0, 19).replace('T', ' '),
  status: refundedMinor > 0 ? 6 : statuses[state],
});

/** "2026-11-23 12:28:24" in Moscow. */
export const momentOf = (date: string): number => Date.parse(`${date.replace(' ', 'T')}Z`) - moscowMs;

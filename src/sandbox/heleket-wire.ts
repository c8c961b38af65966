import { createHash } from 'node:crypto';
import { z } from 'zod';
import { decimal, type Bill } from './till/bill.js';
import type { Letter } from './till/notices.js';

/** Of both members of the family; worth nothing outside. */
export const merchant = '8b03432e-385b-4670-8d06-064591096795';
export const paymentKey = 'sandboxPaymentKey0123456789abcdef';

export const signatureOf = (text: string): string =>
  createHash('md5')
    .update(Buffer.from(text).toString('base64') + paymentKey)
    .digest('hex');

/** What no till knows of a bill: a state beside the usual ones, and what the shop sent along. */
export interface HeleketData {
  readonly status: string | null;
  readonly callback: string | null;
  readonly multiple: boolean;
  readonly additional: string | null;
  /** Of what Cryptomus charges again and again; absent of an invoice. */
  readonly recurrence?: {
    readonly name: string;
    readonly period: keyof typeof periods;
    /** When it was charged again, after the first one, which paid the bill. */
    readonly chargedMs: readonly number[];
    readonly canceled: 'cancel_by_merchant' | 'cancel_by_user' | null;
  };
}
export type HeleketBill = Bill<HeleketData>;

export const periods = {
  weekly: { months: 0, days: 7 },
  monthly: { months: 1, days: 0 },
  three_month: { months: 3, days: 0 },
} as const;

const usual = { open: 'check', paid: 'paid', canceled: 'cancel', expired: 'cancel', failed: 'fail' } as const;
const unfinished = new Set(['check', 'process', 'confirm_check', 'wrong_amount_waiting', 'refund_process']);

/** Left behind once the invoice is. */
const early = new Set(['process', 'confirm_check', 'wrong_amount_waiting']);

export function statusOf({ minor, refundedMinor, state, data: { status } }: HeleketBill): string {
  if (refundedMinor === minor) return 'refund_paid';
  return status === null || (state !== 'open' && early.has(status)) ? usual[state] : status;
}

export const isFinal = (bill: HeleketBill): boolean => !unfinished.has(statusOf(bill));

/** Its own clock says +03:00. */
export const moscow = (ms: number): string =>
  `${new Date(ms + 3 * 3_600_000).toISOString().slice(0, 19)}+03:00`;

/** An invoice, as the API shows it. */
export const shown = (bill: HeleketBill, url: string): object => ({
  uuid: bill.id,
  order_id: bill.paymentId,
  amount: decimal(bill.minor),
  payment_amount: bill.paidMs === null ? null : '3.71000000',
  payer_amount: '3.71000000',
  payer_currency: 'USDT',
  currency: bill.currency,
  network: 'tron',
  address: 'TXhfYSWt2oKRrHAJVJeYRuit6ZzKuoEKXj',
  url,
  payment_status: statusOf(bill),
  status: statusOf(bill),
  is_final: isFinal(bill),
  expired_at: Math.floor((bill.endsMs ?? bill.createdMs) / 1_000),
  additional_data: bill.data.additional,
  created_at: moscow(bill.createdMs),
  updated_at: moscow(bill.paidMs ?? bill.createdMs),
});

/** json_encode of PHP with JSON_UNESCAPED_UNICODE. */
const php = (value: object): string =>
  JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');

/** A notification: the signature is of all before it, and comes last. */
export function compose(status: string, bill: HeleketBill): Letter {
  const body = php({
    type: 'payment',
    uuid: bill.id,
    order_id: bill.paymentId,
    amount: `${decimal(bill.minor)}000000`,
    // Of a recurrence each charge goes by the rate of its day.
    payment_amount: `3.71${String(Math.floor((bill.data.recurrence?.chargedMs.at(-1) ?? 0) / 1_000) % 1_000_000).padStart(6, '0')}`,
    payment_amount_usd: '3.71',
    merchant_amount: '3.63580000',
    commission: '0.07420000',
    is_final: !unfinished.has(status),
    status,
    from: null,
    wallet_address_uuid: null,
    network: 'tron',
    currency: bill.currency,
    payer_currency: 'USDT',
    additional_data: bill.data.additional,
    txid: '00000000000000000000000000000000000000000000000000000000made0001',
  });
  const signed = `${body.slice(0, -1)},"sign":"${signatureOf(body)}"}`;
  return { headers: { 'content-type': 'application/json' }, body: signed };
}

export const link = z.url().min(6).max(255);

export const orderSchema = z.object({
  amount: z.string().regex(/^\d{1,9}(\.\d{1,2})?$/),
  currency: z.enum(['RUB', 'USD', 'EUR']),
  order_id: z.string().regex(/^[\w-]{1,128}$/),
  url_callback: link.nullable().default(null),
  url_return: link.nullable().default(null),
  url_success: link.nullable().default(null),
  lifetime: z.int().min(300).max(43_200).default(3_600),
  is_payment_multiple: z.boolean().default(true),
  accuracy_payment_percent: z.number().min(0).max(5).default(0),
  additional_data: z.string().max(255).nullable().default(null),
});

/** One of the two names an invoice; `order_id` wins. */
export const whichSchema = z
  .object({ uuid: z.guid().optional(), order_id: z.string().optional() })
  .refine(({ uuid, order_id: orderId }) => uuid !== undefined || orderId !== undefined, {
    error: 'validation.required_without',
    path: ['uuid'],
  });
export const listSchema = z
  .object({
    date_from: z
      .string()
      .regex(/^\d{4}-\d\d-\d\d \d{1,2}:\d\d:\d\d$/)
      .optional(),
  })
  .default({});
export const testSchema = z.object({
  uuid: z.guid().optional(),
  order_id: z.string().optional(),
  currency: z.string().default('RUB'),
  status: z.string(),
});

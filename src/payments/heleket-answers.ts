import { z } from 'zod';
import type { Doubt } from '../domain/settle.js';
import { currencies, money, parseMoney, type Money } from '../domain/money.js';
import type { Checkout, Claim, RefundSnapshot, Snapshot } from './provider.js';

/** What a state means; `returned`: all of it went back. */
interface Meaning {
  readonly claim: Claim;
  readonly doubt?: Doubt;
  readonly returned?: true;
}

const pending: Meaning = { claim: 'pending' };
const paid: Meaning = { claim: 'succeeded' };
const failed: Meaning = { claim: 'failed' };
const returning: Meaning = { claim: 'succeeded', doubt: 'returning' };

/**
 * https://doc.heleket.com/methods/payments/payment-statuses. What was paid over is ours at the invoice's amount; of what
 * was paid short the numbers are in another currency than the invoice, so they are not compared. Money can still come
 * after a cancel.
 */
const meanings = {
  check: pending,
  process: pending,
  confirm_check: pending,
  wrong_amount_waiting: pending,
  paid,
  paid_over: paid,
  wrong_amount: { claim: 'succeeded', doubt: 'underpaid' },
  locked: { claim: 'succeeded', doubt: 'held' },
  refund_process: returning,
  refund_fail: returning,
  refund_paid: { claim: 'succeeded', returned: true },
  cancel: { claim: 'expired' },
  fail: failed,
  system_fail: failed,
} as const satisfies Record<string, Meaning>;

const statusSchema = z.enum(Object.keys(meanings) as [keyof typeof meanings]);

/** Of a word in a notification: it came, be it not as asked. */
export const meansPaid = (status: string): boolean =>
  Object.hasOwn(meanings, status) && meanings[status as keyof typeof meanings].claim === 'succeeded';

export const uuidSchema = z.guid();

export const invoiceSchema = z
  .object({
    uuid: uuidSchema,
    order_id: z.string().nullish(),
    amount: z.string().regex(/^\d{1,15}(?:\.\d+)?$/),
    currency: z.enum(currencies),
    url: z.url().nullish(),
    expired_at: z.int().positive().nullish(), // unix, in seconds
    created_at: z.iso.datetime({ offset: true }).optional(),
    payment_status: statusSchema.optional(),
    status: statusSchema.optional(),
  })
  // Where both are there, the documentation's examples let `status` lag behind.
  .transform(({ payment_status: state, status, ...rest }, context) => {
    const known = state ?? status;
    if (known !== undefined) return { ...rest, status: known };
    context.addIssue('an invoice without a status');
    return z.NEVER;
  });
export type Invoice = z.output<typeof invoiceSchema>;

/** A page of the list. Wallets, and what is billed in a coin, are none of ours and must not end it. */
export const pageSchema = z.object({
  items: z
    .array(z.looseObject({ currency: z.unknown() }))
    .transform((items) =>
      items.filter(({ currency }) => (currencies as readonly unknown[]).includes(currency)),
    )
    .pipe(z.array(invoiceSchema)),
  paginate: z.object({ nextCursor: z.string().nullish() }),
});

export const amountOf = ({ amount, currency }: Invoice): Money => parseMoney(amount, currency);

export const toCheckout = ({ uuid, url, expired_at: ends }: Invoice): Checkout => ({
  externalId: uuid,
  payUrl: url ?? null,
  expiresAt: typeof ends === 'number' ? new Date(ends * 1_000) : null,
});

export function toSnapshot(invoice: Invoice): Snapshot {
  const { claim, doubt, returned }: Meaning = meanings[invoice.status];
  const amount = amountOf(invoice);
  return {
    externalId: invoice.uuid,
    paymentId: invoice.order_id ?? null,
    claim,
    amount,
    refunded: returned ? amount : money(0n, amount.currency),
    ours: true,
    ...(doubt && { doubt }),
  };
}

/** What went back by hand, in its cabinet: all of it, once, so the invoice's own id will do. */
export function toRefund(invoice: Invoice): RefundSnapshot {
  const { returned }: Meaning = meanings[invoice.status];
  const { uuid } = invoice;
  return {
    externalId: uuid,
    paymentExternalId: uuid,
    claim: returned ? 'succeeded' : 'pending',
    amount: amountOf(invoice),
    reason: null,
  };
}

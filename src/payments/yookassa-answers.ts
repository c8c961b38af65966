import { z } from 'zod';
import { money, type Money } from '../domain/money.js';
import { receiptStates } from '../domain/receipt.js';
import type { Claim, RefundSnapshot, Snapshot } from './provider.js';
import { declineOf, externalIdSchema, methodSchema, toMethod } from './yookassa-saved.js';
import { isOurCurrency, readMoney } from './read-money.js';

/** The id that we wrote into the metadata; null in what somebody else's software made at this shop. */
export const echoedId = z
  .object({ payment_id: z.string() })
  .transform(({ payment_id: id }) => id)
  .nullable()
  .catch(null);

const amountSchema = z.object({
  value: z.string().regex(/^\d{1,12}(?:\.\d{1,2})?$/),
  currency: z.string().max(8),
});
const cancellationSchema = z.object({ reason: z.string() }).optional().catch(undefined);

export const paymentSchema = z.object({
  id: externalIdSchema,
  status: z.enum(['pending', 'waiting_for_capture', 'succeeded', 'canceled']),
  paid: z.boolean(),
  amount: amountSchema,
  refunded_amount: amountSchema.optional(),
  description: z.string().optional(),
  metadata: echoedId,
  created_at: z.iso.datetime({ offset: true }),
  confirmation: z.object({ confirmation_url: z.url().optional() }).optional(),
  recipient: z.object({ account_id: z.coerce.string() }).optional(),
  test: z.boolean().optional(),
  payment_method: methodSchema.optional().catch(undefined),
  cancellation_details: cancellationSchema,
  receipt_registration: z.enum(receiptStates).optional().catch(undefined),
});
export type YookassaPayment = z.output<typeof paymentSchema>;

export const refundSchema = z.object({
  id: externalIdSchema,
  payment_id: externalIdSchema,
  status: z.enum(['pending', 'succeeded', 'canceled']),
  amount: amountSchema,
  cancellation_details: cancellationSchema,
});

/** A page of a list. What is in a currency that we cannot hold is none of ours and must not end it. */
export const listOf = <S extends z.ZodType>(item: S) =>
  z.object({
    items: z
      .array(z.unknown())
      .transform((items) => items.filter(isInOurCurrency))
      .pipe(z.array(item)),
    next_cursor: z.string().optional(),
  });

/** Whom it says we are. */
export const meSchema = z.object({
  account_id: z.coerce.string(),
  test: z.boolean(),
  status: z.string(),
  fiscalization: z.object({ enabled: z.boolean() }).optional(),
});

export interface Shop {
  readonly shopId: string;
  readonly testShop: boolean;
}

/** @throws {Never} when the amount is in a currency that we never asked for and cannot hold */
export function toSnapshot(payment: YookassaPayment, { shopId, testShop }: Shop): Snapshot {
  const { id, amount, refunded_amount: refunded, recipient, test, receipt_registration: receipt } = payment;
  const total = toMoney(amount, id);
  const claim = claimOf(payment);
  const method = payment.payment_method && toMethod(payment.payment_method);
  return {
    externalId: id,
    paymentId: payment.metadata,
    claim,
    amount: total,
    refunded: refunded ? toMoney(refunded, id) : money(0n, total.currency),
    ours: (recipient === undefined || recipient.account_id === shopId) && (!test || testShop),
    ...(claim === 'succeeded' && method && { method }),
    ...(receipt && { receipt }),
    ...(claim === 'failed' && { decline: declineOf(payment.cancellation_details?.reason) }),
  };
}

export const toRefund = (refund: z.output<typeof refundSchema>): RefundSnapshot => ({
  externalId: refund.id,
  paymentExternalId: refund.payment_id,
  claim: refund.status,
  amount: toMoney(refund.amount, refund.id),
  reason: refund.cancellation_details?.reason ?? null,
});

const reasons: Partial<Record<string, Claim>> = {
  expired_on_confirmation: 'expired',
  expired_on_capture: 'expired',
  canceled_by_merchant: 'canceled',
};

function claimOf({ status, paid, cancellation_details: why }: YookassaPayment): Claim {
  if (status === 'canceled') return reasons[why?.reason ?? ''] ?? 'failed';
  return status === 'succeeded' && paid ? 'succeeded' : 'pending';
}

const isInOurCurrency = (item: unknown): boolean => {
  const read = z.object({ amount: amountSchema }).safeParse(item);
  return !read.success || isOurCurrency(read.data.amount.currency);
};

const toMoney = ({ value, currency }: z.output<typeof amountSchema>, id: string): Money =>
  readMoney('yookassa', id, value, currency);

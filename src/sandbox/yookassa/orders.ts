import { z } from 'zod';
import { amountSchema, kopeksOf } from './amounts.js';
import { Problem, readAs } from './problem.js';
import { checkReceipt } from './receipts.js';

const metadataSchema = z
  .record(z.string().max(32, 'Metadata keys have at most 32 characters'), z.string().max(512))
  .refine((metadata) => Object.keys(metadata).length <= 16, 'Metadata has at most 16 keys');

/** Where the payer comes back to; a saved method is charged without a payer. */
const confirmationSchema = z.object({
  type: z.literal('redirect'),
  return_url: z.url({ protocol: /^https?$/ }).max(2048),
});

const paymentOrder = z.object({
  amount: amountSchema,
  capture: z.boolean().default(false),
  confirmation: confirmationSchema.optional(),
  payment_method_id: z.string().max(64).optional(),
  save_payment_method: z.boolean().default(false),
  description: z.string().max(128).optional(),
  metadata: metadataSchema.default({}),
  payment_method_data: z.object({ type: z.string() }).optional(),
  receipt: z.unknown().optional(),
});
export type PaymentOrder = z.output<typeof paymentOrder>;

const refundOrder = z.object({
  payment_id: z.string().length(36),
  amount: amountSchema,
  description: z.string().max(250).optional(),
  receipt: z.unknown().optional(),
});
export type RefundOrder = z.output<typeof refundOrder>;

/** @throws {Problem} with the parameter that is wrong */
export function readPaymentOrder(body: unknown, fiscalization: boolean): PaymentOrder {
  const order = readAs(paymentOrder, body);
  if (!order.confirmation && order.payment_method_id === undefined)
    throw new Problem(400, 'Confirmation is needed', 'confirmation');
  const kopeks = kopeksOf(order.amount.value);
  const max = order.payment_method_data?.type === 'sbp' ? 700_000_00n : 350_000_00n;
  if (kopeks < 1_00n) throw new Problem(400, 'Amount is below 1.00', 'amount.value');
  if (kopeks > max) throw new Problem(400, 'Amount is above the limit of the method', 'amount.value');
  checkReceipt(order.receipt, order.amount.value, fiscalization);
  return order;
}

/** @throws {Problem} with the parameter that is wrong */
export const readRefundOrder = (body: unknown): RefundOrder => readAs(refundOrder, body);

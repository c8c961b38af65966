import { z } from 'zod';

const whole = z
  .string()
  .regex(/^\d{1,10}$/)
  .transform(Number);
const metadata = z
  .record(
    z
      .string()
      .max(40)
      .regex(/^[^[\]]+$/),
    z.string().max(500),
  )
  .default({});

const currency = z.enum(['rub', 'usd', 'eur']);
const amount = whole.pipe(z.number().min(50).max(99_999_999));
const cardsOnly = z.tuple([z.literal('card')]);
const paged = {
  metadata,
  expires_at: whole.optional(),
  success_url: z.url(),
  cancel_url: z.url().optional(),
};

const paymentSchema = z.strictObject({
  ...paged,
  mode: z.literal('payment'),
  line_items: z.tuple([
    z.strictObject({
      quantity: z.literal('1'),
      price_data: z.strictObject({
        currency,
        unit_amount: amount,
        product_data: z.strictObject({ name: z.string().min(1).max(5_000) }),
      }),
    }),
  ]),
  client_reference_id: z.string().max(200).optional(),
  customer_creation: z.enum(['always', 'if_required']).optional(),
  payment_intent_data: z
    .strictObject({ metadata, setup_future_usage: z.literal('off_session').optional() })
    .optional(),
});

const setupSchema = z.strictObject({
  ...paged,
  mode: z.literal('setup'),
  payment_method_types: cardsOnly,
  customer_creation: z.enum(['always', 'if_required']).optional(),
});

/** Of a session. Forms hold texts only, and lists are objects of "0", "1" …. */
export const orderSchema = z.discriminatedUnion('mode', [paymentSchema, setupSchema]);

/** Of a card that is charged at once, without anybody there. */
export const chargeOrderSchema = z.strictObject({
  amount,
  currency,
  customer: z.string(),
  payment_method: z.string(),
  payment_method_types: cardsOnly,
  off_session: z.literal('true'),
  confirm: z.literal('true'),
  description: z.string().max(1_000).optional(),
  metadata,
  expand: z.array(z.string()).default([]),
});

export const refundOrderSchema = z.strictObject({
  payment_intent: z.string(),
  amount: whole.optional(),
  metadata,
});
export const listSchema = z.object({
  limit: whole.pipe(z.number().min(1).max(100)).default(10),
  starting_after: z.string().optional(),
  payment_intent: z.string().optional(),
  created: z.object({ gte: whole }).optional(),
  expand: z.array(z.string()).default([]),
});

import { z } from 'zod';
import { address, flag, offering, optional, returnAddress } from './fields.js';
import { networks } from './networks.js';

/** Published by YooKassa. Only a filter: every notification is read again from the API. */
const publishedNetworks =
  '185.71.76.0/27,185.71.77.0/27,77.75.153.0/25,77.75.154.128/25,77.75.156.11,77.75.156.35,2a02:5180::/32';

const modes = [
  'full_prepayment',
  'partial_prepayment',
  'advance',
  'full_payment',
  'partial_payment',
  'credit',
  'credit_payment',
] as const;

export const yookassaSettings = z
  .object({
    YOOKASSA_ENABLED: offering(true),
    YOOKASSA_SHOP_ID: optional(z.string().regex(/^\d+$/, 'expected the number of the shop')).meta({
      description: 'Number of the shop, from its cabinet',
      example: '123456',
    }),
    YOOKASSA_SECRET_KEY: optional(z.string().min(8)).meta({
      description: 'Secret key of the shop; test_… is a test shop',
      example: 'live_CHANGEME',
    }),
    YOOKASSA_RETURN_URL: returnAddress(2048),
    YOOKASSA_API_URL: address().default('https://api.yookassa.ru/v3').describe('Base URL of its API'),
    YOOKASSA_RECEIPTS_ENABLED: optional(flag).meta({
      description: 'Sends receipts (54-FZ) along; on when the e-mail below is set',
      example: 'true',
    }),
    YOOKASSA_DEFAULT_RECEIPT_EMAIL: optional(z.email()).meta({
      description: 'Where the receipt of a payer with no e-mail of their own goes',
      example: 'receipts@example.com',
    }),
    YOOKASSA_VAT_CODE: z.coerce
      .number()
      .int()
      .min(1)
      .max(12)
      .default(1)
      .describe('VAT of receipts; 1 is none'),
    YOOKASSA_PAYMENT_MODE: z.enum(modes).default('full_payment').describe('Mode of payment in receipts'),
    YOOKASSA_PAYMENT_SUBJECT: z
      .string()
      .regex(/^[a-z_]+$/)
      .refine((subject) => !(modes as readonly string[]).includes(subject), 'that is a mode, not a subject')
      .default('service')
      .describe('Subject of payment in receipts'),
    YOOKASSA_RECEIPT_MEASURE: optional(z.string().regex(/^[a-z_]+$/)).meta({
      description: 'Measure in receipts ("piece"), for tills that insist on it',
      example: 'piece',
    }),
    YOOKASSA_AUTOPAYMENTS_ENABLED: flag
      .default(false)
      .describe(
        'Saves methods and charges them later; on a live shop your manager at YooKassa has to enable it',
      ),
    YOOKASSA_AUTOPAYMENTS_REQUIRE_CARD_BINDING: flag
      .default(true)
      .describe('Whether buyers who never chose find "save for renewal" switched on; they can switch it off'),
    YOOKASSA_TEST_SHOP: optional(flag).meta({
      description: 'Believes test payments; on when the key begins with test_',
      example: 'false',
    }),
    YOOKASSA_ALLOWED_NETWORKS: networks(publishedNetworks).describe(
      'Where its notifications may come from; "any" turns the filter off',
    ),
  })
  .refine((given) => !given.YOOKASSA_SHOP_ID === !given.YOOKASSA_SECRET_KEY, {
    error: 'YOOKASSA_SHOP_ID and YOOKASSA_SECRET_KEY go together: set both or neither',
    path: ['YOOKASSA_SECRET_KEY'],
  });

export type YookassaSettings = z.output<typeof yookassaSettings>;

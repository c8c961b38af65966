import { z } from 'zod';
import { address, offering, optional } from './fields.js';
import { networks } from './networks.js';

/** Published in docs.freekassa.net. */
const publishedAddresses = '168.119.157.136,168.119.60.227,178.154.197.79,51.250.54.238';

/** Hosts, methods and who pays the fee differ from shop to shop and changed over the years, so they are settings. */
export const freekassaSettings = z.object({
  FREEKASSA_ENABLED: offering(false),
  FREEKASSA_MERCHANT_ID: optional(z.string().regex(/^\d{1,12}$/, 'expected the number of the shop')).meta({
    description: 'Number of the shop, from its cabinet',
    example: '12345',
  }),
  FREEKASSA_SECOND_SECRET: optional(z.string().min(4)).describe(
    'Second secret word of the shop, which signs notifications',
  ),
  FREEKASSA_API_KEY: optional(z.string().min(8)).describe(
    'API key: orders are made and asked for there. Without it, payments are signed links',
  ),
  FREEKASSA_FIRST_SECRET: optional(z.string().min(4)).describe(
    'First secret word, which signs links. Without the API key nothing finds a payment whose notification got lost',
  ),
  FREEKASSA_PAYMENT_IP: optional(
    z
      .union([z.ipv4(), z.ipv6()])
      .refine((ip) => !ip.startsWith('127.') && ip !== '::1', 'FreeKassa refuses a loopback address'),
  ).meta({
    description: 'What the API gets as the payer’s address, which a bot does not know: our own public one',
    example: '203.0.113.10',
  }),
  FREEKASSA_PAYMENT_METHOD_ID: optional(z.coerce.number().int().min(1)).meta({
    description:
      'Way to pay: 42 SBP, 44 SBP by QR, 36 Russian cards. The API takes 44 when absent, a link lets the payer choose',
    example: '44',
  }),
  FREEKASSA_CURRENCY: z
    .enum(['RUB', 'USD', 'EUR'])
    .default('RUB')
    .describe(
      'Currency of payments. Notifications do not name it, so it must not change while links are open',
    ),
  FREEKASSA_API_URL: address().default('https://api.fk.life/v1').describe('Base URL of its API'),
  FREEKASSA_PAYMENT_URL: address().default('https://pay.fk.money/').describe('Where signed links lead'),
  FREEKASSA_ALLOWED_NETWORKS: networks(publishedAddresses).describe(
    'Where its notifications may come from; "any" turns the filter off',
  ),
});

export type FreekassaSettings = z.output<typeof freekassaSettings>;

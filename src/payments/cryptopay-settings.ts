import { z } from 'zod';
import { address, offering, optional } from './fields.js';

export const cryptopaySettings = z.object({
  CRYPTOPAY_ENABLED: offering(true),
  CRYPTOPAY_TOKEN: optional(z.string().regex(/^\d+:\S{8,}$/, 'expected a token like 12345:AA…')).meta({
    description: 'Token of the app, from @CryptoBot: Crypto Pay, My Apps',
    example: '12345:CHANGEME',
  }),
  CRYPTOPAY_NETWORK: z
    .enum(['mainnet', 'testnet'])
    .default('mainnet')
    .describe('Real coins or those of the testnet'),
  CRYPTOPAY_CURRENCY_TYPE: z
    .enum(['fiat', 'crypto'])
    .default('fiat')
    .describe('What invoices are in; only fiat is sold'),
  CRYPTOPAY_ASSET: z
    .enum(['RUB', 'USD', 'EUR'])
    .default('RUB')
    .describe('Currency of invoices; the payer chooses the coin'),
  CRYPTOPAY_API_URL: optional(address()).meta({
    description: 'Base URL of its API; by the network when absent',
    example: 'https://pay.crypt.bot',
  }),
});
export type CryptopaySettings = z.output<typeof cryptopaySettings>;

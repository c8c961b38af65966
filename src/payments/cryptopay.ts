import { createHash, createHmac } from 'node:crypto';
import { z } from 'zod';
import { Never } from '../domain/errors.js';
import { formatDecimal } from '../domain/money.js';
import type { CallOptions } from '../http.js';
import { InvalidSignature, sameSecret } from '../webhook.js';
import { createClient, invoiceSchema, meSchema, toSnapshot, type Invoice } from './cryptopay-client.js';
import { address, flag, optional } from './fields.js';
import { defineProvider, type Checkout, type Provider } from './provider.js';
import type { ProviderWebhook } from './provider-event.js';
import { readWebhook } from './read-webhook.js';
import type { Tools } from './tools.js';

const networks = {
  mainnet: { url: 'https://pay.crypt.bot', bot: 'CryptoBot' },
  testnet: { url: 'https://testnet-pay.crypt.bot', bot: 'CryptoTestnetBot' },
} as const;

const settings = z.object({
  CRYPTOPAY_ENABLED: flag.default(true).describe('Offers it, when it is configured'),
  CRYPTOPAY_TOKEN: optional(z.string().regex(/^\d+:\S{8,}$/, 'expected a token like 12345:AA…')).describe(
    'Token of the app, from @CryptoBot: Crypto Pay, My Apps',
  ),
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
  CRYPTOPAY_API_URL: optional(address()).describe('Base URL of its API; by the network when absent'),
});

/** How long an invoice can be paid. One without an end stays payable for ever. */
const lifetimeSeconds = 3_600;
const pageSize = 1_000;

/**
 * Crypto Pay (@CryptoBot): an invoice in roubles or dollars, paid in a coin of the payer's choice. Two creates are two
 * invoices; refunds do not exist. https://help.send.tg/en/articles/10279948-crypto-pay-api
 */
export const cryptopay = defineProvider({
  id: 'cryptopay',
  settings,

  create(given, tools) {
    if (!given.CRYPTOPAY_ENABLED) return { missing: 'CRYPTOPAY_ENABLED is off' };
    if (!given.CRYPTOPAY_TOKEN) return { missing: 'set CRYPTOPAY_TOKEN, from @CryptoBot' };
    if (given.CRYPTOPAY_CURRENCY_TYPE === 'crypto')
      return { missing: 'prices are in money, not in coins: set CRYPTOPAY_CURRENCY_TYPE=fiat' };
    return offered(given, given.CRYPTOPAY_TOKEN, tools);
  },
});

function offered(given: z.output<typeof settings>, token: string, { http }: Tools): Provider {
  const network = networks[given.CRYPTOPAY_NETWORK];
  const call = createClient(given.CRYPTOPAY_API_URL ?? network.url, token, http);
  const invoices = async (query: object, options: CallOptions): Promise<readonly Invoice[]> =>
    (await call('getInvoices', { ...query }, listSchema, options)) ?? [];
  const since = (from: Date, options: CallOptions) => newestFirst(invoices, from, options);

  return {
    limits: { [given.CRYPTOPAY_ASSET]: { min: 1_00n, max: 2_500_000_00n } },
    createIdempotency: 'none',
    asksAgain: true,
    webhook: webhook(token),

    async create({ amount, description, paymentId }, options) {
      const order = {
        currency_type: 'fiat',
        fiat: amount.currency,
        amount: formatDecimal(amount),
        description,
        payload: paymentId,
        expires_in: lifetimeSeconds,
        allow_comments: false,
      };
      return toCheckout(await call('createInvoice', order, invoiceSchema, options));
    },

    async find(paymentId, from, options) {
      for await (const invoice of since(from, options)) {
        if (invoice.payload === paymentId) return toCheckout(invoice);
      }
      return null;
    },

    async get(externalId, options) {
      if (!/^\d{1,15}$/.test(externalId)) return null;
      const [invoice] = await invoices({ invoice_ids: externalId }, options);
      return invoice ? toSnapshot(invoice) : null;
    },

    async *listSince(from, options) {
      for await (const invoice of since(from, options)) {
        const snapshot = toSnapshot(invoice);
        if (snapshot) yield snapshot;
      }
    },

    async probe(options) {
      const { payment_processing_bot_username: bot } = await call('getMe', {}, meSchema, options);
      if (bot === network.bot) return;
      throw new Never(
        'cryptopay.misconfigured',
        `Crypto Pay: the token is of @${bot}, CRYPTOPAY_NETWORK is another's`,
      );
    },
  };
}

/** Some answer the bare rows. */
const listSchema = z.union([
  z.array(invoiceSchema),
  z.object({ items: z.array(invoiceSchema) }).transform(({ items }) => items),
]);

/** By how much its clock may be behind ours. */
const clockSkewMs = 60_000;

/** It has no filter by date: page by page until they are older. */
async function* newestFirst(
  invoices: (query: object, options: CallOptions) => Promise<readonly Invoice[]>,
  from: Date,
  options: CallOptions,
): AsyncIterable<Invoice> {
  for (let offset = 0; ; offset += pageSize) {
    const page = await invoices({ offset, count: pageSize }, options);
    const young = page.filter(({ created_at: at }) => Date.parse(at) >= from.getTime() - clockSkewMs);
    yield* young;
    if (young.length < pageSize) return;
  }
}

const toCheckout = ({ invoice_id: id, bot_invoice_url: url, expiration_date: ends }: Invoice): Checkout => ({
  externalId: String(id),
  payUrl: url ?? null,
  expiresAt: ends === undefined ? null : new Date(ends),
});

const updateSchema = z.object({
  update_type: z.string().regex(/^[a-z_0-9]{1,64}$/),
  payload: z.object({ invoice_id: z.number().int() }),
});

/** Signed over the raw bytes, with the digest of the token as the key. */
function webhook(token: string): ProviderWebhook {
  const key = createHash('sha256').update(token).digest();
  return {
    ack: 'OK',

    verify({ raw, headers }) {
      const expected = createHmac('sha256', key).update(raw).digest('hex');
      if (!sameSecret(headers['crypto-pay-api-signature'], expected))
        throw new InvalidSignature('a wrong signature', { provider: 'cryptopay' });
    },

    read(raw) {
      const { update_type: name, payload } = readWebhook('cryptopay', updateSchema, raw);
      const externalId = String(payload.invoice_id);
      const event = { id: `${externalId}:${name}`, name, externalId, paymentId: null };
      if (name !== 'invoice_paid') return { ...event, kind: 'other' };
      const { payload: paymentId = null } = readWebhook(
        'cryptopay',
        z.object({ payload: invoiceSchema }),
        raw,
      ).payload;
      return { ...event, kind: 'payment', paymentId };
    },
  };
}

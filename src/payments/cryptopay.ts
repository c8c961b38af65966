import { createHash, createHmac } from 'node:crypto';
import { z } from 'zod';
import { Never } from '../domain/errors.js';
import { currencies, formatDecimal, money, parseMoney } from '../domain/money.js';
import type { CallOptions } from '../http.js';
import { InvalidSignature, sameSecret } from '../webhook.js';
import { cryptopaySettings, type CryptopaySettings } from './cryptopay-settings.js';
import { createJsonApi } from './json-api.js';
import { defineProvider, type Checkout, type Provider, type Snapshot } from './provider.js';
import type { ProviderWebhook } from './provider-event.js';
import { decimal } from './read-money.js';
import { readWebhook } from './read-webhook.js';
import type { Tools } from './tools.js';

const service = 'cryptopay';
const networks = {
  mainnet: { url: 'https://pay.crypt.bot', bot: 'CryptoBot' },
  testnet: { url: 'https://testnet-pay.crypt.bot', bot: 'CryptoTestnetBot' },
} as const;

/** How long an invoice can be paid. One without an end stays payable for ever. */
const lifetimeSeconds = 3_600;
const pageSize = 1_000;
/** By how much its clock may be behind ours. */
const clockSkewMs = 60_000;

/**
 * Crypto Pay (@CryptoBot): an invoice in roubles or dollars, paid in a coin of the payer's choice. Two creates are two
 * invoices; refunds do not exist. https://help.send.tg/en/articles/10279948-crypto-pay-api
 */
export const cryptopay = defineProvider({
  id: service,
  settings: cryptopaySettings,
  enabledBy: 'CRYPTOPAY_ENABLED',

  create(given, tools) {
    if (!given.CRYPTOPAY_TOKEN) return { missing: 'set CRYPTOPAY_TOKEN, from @CryptoBot' };
    if (given.CRYPTOPAY_CURRENCY_TYPE === 'crypto')
      return { missing: 'prices are in money, not in coins: set CRYPTOPAY_CURRENCY_TYPE=fiat' };
    return offered(given, given.CRYPTOPAY_TOKEN, tools);
  },
});

function offered(given: CryptopaySettings, token: string, { http }: Tools): Provider {
  const network = networks[given.CRYPTOPAY_NETWORK];
  const base = given.CRYPTOPAY_API_URL ?? network.url;
  const api = createJsonApi({ service, base, headers: { 'Crypto-Pay-API-Token': token }, problem }, http);
  const invoices: Invoices = (query, call) =>
    api.get(`/api/getInvoices?${new URLSearchParams(query)}`, envelope.pipe(invoicesSchema), call);

  return {
    limits: { [given.CRYPTOPAY_ASSET]: { min: 1_00n, max: 2_500_000_00n } },
    createIdempotency: 'none',
    asksAgain: true,
    webhook: webhook(token),

    async create({ amount, description, paymentId }, call) {
      const order = {
        currency_type: 'fiat',
        fiat: amount.currency,
        amount: formatDecimal(amount),
        description,
        payload: paymentId,
        expires_in: lifetimeSeconds,
        allow_comments: false,
      };
      return toCheckout(await api.post('/api/createInvoice', order, envelope.pipe(invoiceSchema), call));
    },

    async find(paymentId, since, call) {
      for await (const invoice of newestFirst(invoices, since, call))
        if (invoice.payload === paymentId) return toCheckout(invoice);
      return null;
    },

    async get(externalId, call) {
      if (!/^\d{1,15}$/.test(externalId)) return null;
      const [invoice] = await invoices({ invoice_ids: externalId }, call);
      return invoice ? toSnapshot(invoice) : null;
    },

    async *listSince(since, call) {
      for await (const invoice of newestFirst(invoices, since, call)) {
        const snapshot = toSnapshot(invoice);
        if (snapshot) yield snapshot;
      }
    },

    async probe(call) {
      const app = await api.get('/api/getMe', envelope.pipe(appSchema), call);
      if (app.payment_processing_bot_username === network.bot) return;
      const fault = `the token is of @${app.payment_processing_bot_username}, CRYPTOPAY_NETWORK is another's`;
      throw new Never('cryptopay.misconfigured', `Crypto Pay: ${fault}`);
    },
  };
}

const problem = z
  .object({ error: z.object({ name: z.string().max(100) }) })
  .transform(({ error }) => ({ words: error.name }));

const envelope = z.object({ ok: z.literal(true), result: z.unknown() }).transform(({ result }) => result);
const appSchema = z.object({ payment_processing_bot_username: z.string() });

const invoiceSchema = z.object({
  invoice_id: z.number().int().positive(),
  status: z.enum(['active', 'paid', 'expired']),
  fiat: z.enum(currencies).optional().catch(undefined),
  amount: decimal,
  payload: z.string().optional().catch(undefined),
  /** In whichever coin, so it is compared with nothing; but of what is paid it is there. */
  paid_amount: decimal.nullish(),
  bot_invoice_url: z.url().optional(),
  created_at: z.iso.datetime({ offset: true }),
  expiration_date: z.iso.datetime({ offset: true }).optional().catch(undefined),
});
type Invoice = z.output<typeof invoiceSchema>;
/** Some answer the bare rows. */
const invoicesSchema = z.union([
  z.array(invoiceSchema),
  z.object({ items: z.array(invoiceSchema) }).transform(({ items }) => items),
]);
type Invoices = (query: Readonly<Record<string, string>>, call: CallOptions) => Promise<readonly Invoice[]>;

/** It has no filter by date: page by page until they are older. */
async function* newestFirst(invoices: Invoices, since: Date, call: CallOptions): AsyncIterable<Invoice> {
  for (let offset = 0; ; offset += pageSize) {
    const page = await invoices({ offset: String(offset), count: String(pageSize) }, call);
    const young = page.filter(({ created_at: at }) => Date.parse(at) >= since.getTime() - clockSkewMs);
    yield* young;
    if (young.length < pageSize) return;
  }
}

const toCheckout = ({ invoice_id: id, bot_invoice_url: url, expiration_date: ends }: Invoice): Checkout => ({
  externalId: String(id),
  payUrl: url ?? null,
  expiresAt: ends === undefined ? null : new Date(ends),
});

const claims = { active: 'pending', paid: 'succeeded', expired: 'expired' } as const;

/** Null for what is billed in a coin, which we never ask for. */
function toSnapshot(invoice: Invoice): Snapshot | null {
  const { invoice_id: id, status, fiat, amount, payload, paid_amount: came } = invoice;
  if (fiat === undefined) return null;
  return {
    externalId: String(id),
    paymentId: payload ?? null,
    claim: claims[status],
    amount: parseMoney(amount, fiat),
    refunded: money(0n, fiat),
    ours: true,
    ...(status === 'paid' && came == null && { doubt: 'unsaid' }),
  };
}

const updateSchema = z.object({
  update_type: z.string().regex(/^[a-z_0-9]{1,64}$/),
  payload: z.object({ invoice_id: z.number().int(), payload: z.string().optional().catch(undefined) }),
});

/** Signed over the raw bytes, with the digest of the token as the key. */
function webhook(token: string): ProviderWebhook {
  const key = createHash('sha256').update(token).digest();
  return {
    ack: 'OK',

    verify({ raw, headers }) {
      const expected = createHmac('sha256', key).update(raw).digest('hex');
      if (!sameSecret(headers['crypto-pay-api-signature'], expected))
        throw new InvalidSignature('a wrong signature', { provider: service });
    },

    read(raw) {
      const { update_type: name, payload } = readWebhook(service, updateSchema, raw);
      const { invoice_id: id, payload: paymentId = null } = payload;
      const event = { id: `${id}:${name}`, name, externalId: String(id), paymentId };
      return name === 'invoice_paid'
        ? { ...event, kind: 'payment', tells: 'paid' }
        : { ...event, kind: 'other' };
    },
  };
}

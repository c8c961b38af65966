import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Never, UpstreamRejected } from '../domain/errors.js';
import { formatDecimal } from '../domain/money.js';
import type { Term } from '../domain/term.js';
import type { CallOptions } from '../http.js';
import { address, flag, offering, optional } from './fields.js';
import {
  cancelSchema,
  cancelSupportSchema,
  createdSchema,
  timeSpanMs,
  toSnapshot,
  transactionId,
  transactionSchema,
} from './platega-answers.js';
import { createClient, type PlategaClient } from './platega-client.js';
import { rhythmOf } from './platega-rhythm.js';
import { plategaMandates } from './platega-subscriptions.js';
import { plategaWebhook } from './platega-webhook.js';
import { defineProvider, type Checkout, type Intent, type Provider, type Snapshot } from './provider.js';
import { unlessUnknown } from './unless-unknown.js';
import { wholeRefunds } from './whole-refund.js';

const settings = z.object({
  PLATEGA_ENABLED: offering(true),
  PLATEGA_MERCHANT_ID: optional(z.guid().toLowerCase()).meta({
    description: 'Id of the shop, from its cabinet',
    example: '8b03432e-385b-4670-8d06-064591096795',
  }),
  PLATEGA_SECRET: optional(z.string().min(8)).describe('API key of the shop'),
  PLATEGA_PAYMENT_METHOD: optional(z.coerce.number().int().min(1)).meta({
    description:
      'Way to pay: 2 SBP, 11 Russian cards, 12 foreign cards, 13 crypto. The payer chooses when absent',
    example: '2',
  }),
  PLATEGA_SEND_PAYER_ID: flag
    .default(false)
    .describe('Sends the payer’s Telegram id along, which shops of some categories must'),
  PLATEGA_SUBSCRIPTIONS_ENABLED: flag
    .default(false)
    .describe(
      'Offers auto-renewal, charged by Platega itself by SBP; your manager at Platega has to enable it',
    ),
  PLATEGA_RETURN_URL: address()
    .default('https://t.me/')
    .describe('Where the payer goes after paying: the bot, https://t.me/<its name>'),
  PLATEGA_API_URL: address().default('https://app.platega.io').describe('Base URL of its API'),
});
type PlategaSettings = z.output<typeof settings>;

/** In bytes of UTF-8; beyond it, shops have seen orders refused. */
const descriptionLimit = 64;

/** For so long a payer may agree to a subscription (https://docs.platega.io/создать-подписку-40029698e0.md). */
const agreementMs = 30 * 60_000;

/**
 * Platega: SBP, cards and more, in roubles. Two creates are two transactions, and there is no list of them: a create
 * whose answer got lost is not repeated. https://docs.platega.io
 */
export const platega = defineProvider({
  id: 'platega',
  settings,
  enabledBy: 'PLATEGA_ENABLED',

  create(given, { http }) {
    const { PLATEGA_MERCHANT_ID: merchantId, PLATEGA_SECRET: secret } = given;
    if (!merchantId || !secret)
      return { missing: 'set PLATEGA_MERCHANT_ID and PLATEGA_SECRET, from the cabinet of the shop' };
    const client = createClient({ base: given.PLATEGA_API_URL, merchantId, secret }, http);
    return { ...offered(client, given, merchantId), webhook: plategaWebhook(merchantId, secret) };
  },
});

function offered(client: PlategaClient, given: PlategaSettings, merchantId: string): Provider {
  const version = given.PLATEGA_PAYMENT_METHOD === undefined ? '/v2' : '';
  const get = async (externalId: string, call: CallOptions): Promise<Snapshot | null> => {
    const id = transactionId.safeParse(externalId).data;
    const found = id === undefined ? null : await find(client, id, call);
    return found && id !== undefined ? toSnapshot(id, found, merchantId) : null;
  };

  return {
    // Each way to pay has limits of its own, and what is outside is refused there.
    limits: { RUB: { min: 1_00n, max: 1_000_000_00n } },
    createIdempotency: 'none',
    asksAgain: true,
    get,
    mandates: plategaMandates(client, given.PLATEGA_SUBSCRIPTIONS_ENABLED, get),
    knows: (externalId) => transactionId.safeParse(externalId).success,
    ...wholeRefunds('platega', { get, giveBack: (id, call) => cancel(client, id, call) }),

    async create(intent, call) {
      if (intent.repeat) return subscribe(client, intent, intent.repeat, call);
      const order = orderOf(intent, given);
      return toCheckout(await client.post(`${version}/transaction/process`, order, createdSchema, call));
    },

    /** Good keys know no such transaction, bad ones are refused. */
    async probe(call) {
      await find(client, randomUUID(), call);
    },
  };
}

const find = (client: PlategaClient, id: string, call: CallOptions) =>
  unlessUnknown(client.get(`/transaction/${id}`, transactionSchema, call));

/** With a penalty, out of the shop's balance. Whether that suffices is asked first, for it says why not. */
async function cancel(client: PlategaClient, id: string, call: CallOptions): Promise<void> {
  const able = await client.get(`/transaction/${id}/cancel-supported`, cancelSupportSchema, call);
  if (!able.supported)
    throw new UpstreamRejected(
      `platega gives nothing back: ${able.blockReason?.slice(0, 100) ?? 'not supported'}`,
    );
  const { accepted, manualControlRequired } = await client.post(
    `/transaction/${id}/cancel`,
    null,
    cancelSchema,
    call,
  );
  if (manualControlRequired)
    throw new Never('platega.manual_refund', `its support must give back ${id}: ask there`, { id });
  if (!accepted) throw new UpstreamRejected(`platega did not accept to give back ${id}`);
}

/** The text of the JSON: an integer where it is whole, else two decimals, from the very digits. */
function orderOf({ paymentId, amount, description, payer }: Intent, given: PlategaSettings): string {
  const payerId = given.PLATEGA_SEND_PAYER_ID && payer.telegramId !== null ? String(payer.telegramId) : null;
  const rest = JSON.stringify({
    ...(given.PLATEGA_PAYMENT_METHOD !== undefined && { paymentMethod: given.PLATEGA_PAYMENT_METHOD }),
    description: cutToBytes(description),
    return: given.PLATEGA_RETURN_URL,
    failedUrl: given.PLATEGA_RETURN_URL,
    payload: paymentId,
    ...(payerId !== null && { metadata: { userId: payerId, userName: payerId } }),
  });
  const number = formatDecimal(amount).replace(/\.00$/, '');
  return `{"paymentDetails":{"amount":${number},"currency":"${amount.currency}"},${rest.slice(1)}`;
}

/** Nothing of ours is echoed, so what it is called there is all that its charges are known by. */
async function subscribe(
  client: PlategaClient,
  { amount, description }: Intent,
  term: Term,
  call: CallOptions,
): Promise<Checkout> {
  const rhythm = rhythmOf(term);
  if (!rhythm || amount.minor % 100n !== 0n)
    throw new Never('payment.no_rhythm', 'Platega charges whole roubles by days, months or years');
  const order = {
    paymentMethod: 6,
    paymentDetails: { amount: Number(amount.minor / 100n), currency: amount.currency, ...rhythm },
    description: cutToBytes(description),
  };
  const body = JSON.stringify(order);
  const made = await client.post('/transaction/process', body, createdSchema, call);
  const expiresAt = new Date(Date.now() + agreementMs);
  return { externalId: null, payUrl: made.payUrl, expiresAt, mandateId: made.transactionId };
}

/** As much as fits, and no half of a character. */
function cutToBytes(text: string): string {
  let kept = '';
  for (const character of text) {
    if (Buffer.byteLength(kept + character) > descriptionLimit) break;
    kept += character;
  }
  return kept;
}

function toCheckout({ transactionId: id, payUrl, expiresIn }: z.output<typeof createdSchema>): Checkout {
  const lifeMs = expiresIn === undefined ? null : timeSpanMs(expiresIn);
  return { externalId: id, payUrl, expiresAt: lifeMs === null ? null : new Date(Date.now() + lifeMs) };
}

import { z } from 'zod';
import { Never } from '../domain/errors.js';
import { formatDecimal, sameMoney } from '../domain/money.js';
import { orderOfRecurrence } from './cryptomus-answers.js';
import { createRecurrences } from './cryptomus-recurrences.js';
import { createFilter } from './networks.js';
import {
  amountOf,
  invoiceSchema,
  pageSchema,
  toCheckout,
  toRefund,
  toSnapshot,
  uuidSchema,
  type Invoice,
} from './heleket-answers.js';
import { createClient, type HeleketClient } from './heleket-client.js';
import { readSettings, settingsOf, type HeleketSettings, type Member } from './heleket-settings.js';
import { heleketWebhook } from './heleket-webhook.js';
import { defineProvider, type Intent, type Provider, type RefundSnapshot } from './provider.js';
import { unlessUnknown } from './unless-unknown.js';
import type { CallOptions } from '../http.js';
import type { Tools } from './tools.js';

/** How long an invoice can be paid; the longest that both take is twelve hours. */
const lifetimeSeconds = 3_600;

/**
 * Heleket and Cryptomus, which speak one protocol: an invoice in money, paid in a coin of the payer's choice. Our
 * payment's id is unique there, and a second create under it answers the first invoice. A refund needs an address of
 * the payer, so it is made in the cabinet. Only Cryptomus repeats payments (`repeats`): what it makes for such a one bears
 * the name of the whole, and stands for nothing by itself. https://doc.heleket.com, https://doc.cryptomus.com
 */
const defineMember = (member: Member) =>
  defineProvider({
    id: member.id,
    settings: settingsOf(member),
    enabledBy: `${member.prefix}_ENABLED`,

    create(given, tools) {
      const { brand, prefix } = member;
      const settings = readSettings(member, given);
      if (!settings.MERCHANT_ID || !settings.API_KEY)
        return { missing: `set ${prefix}_MERCHANT_ID and ${prefix}_API_KEY, from the cabinet of ${brand}` };
      return offered(member, settings, { id: settings.MERCHANT_ID, key: settings.API_KEY }, tools);
    },
  });

export const heleket = defineMember({
  id: 'heleket',
  brand: 'Heleket',
  prefix: 'HELEKET',
  url: 'https://api.heleket.com',
  addresses: '31.133.220.8',
  repeats: false,
});

export const cryptomus = defineMember({
  id: 'cryptomus',
  brand: 'Cryptomus',
  prefix: 'CRYPTOMUS',
  url: 'https://api.cryptomus.com',
  addresses: '91.227.144.54',
  repeats: true,
});

function offered(
  { id: service, repeats }: Member,
  settings: HeleketSettings,
  merchant: { readonly id: string; readonly key: string },
  { http, publicUrl }: Tools,
): Provider {
  const client = createClient({ ...merchant, service, base: settings.API_URL }, http);
  const callback = publicUrl === null ? null : `${publicUrl}/webhook/${service}`;
  const recurrences = repeats ? createRecurrences(client, service, callback) : null;
  const invoice = (externalId: string, call: CallOptions) => readInvoice(client, externalId, call);
  // Named after its payment.
  const getRefund = async (externalId: string, call: CallOptions): Promise<RefundSnapshot | null> => {
    const found = await invoice(externalId, call);
    return found && toRefund(found);
  };

  return {
    // The coin's own limits come on top, and are known only to its cabinet: a refusal names the amount.
    limits: Object.fromEntries(settings.CURRENCIES.map((one) => [one, { min: 1_00n, max: 1_000_000_00n }])),
    createIdempotency: 'key',
    asksAgain: true,
    webhook: heleketWebhook(
      { provider: service, repeats },
      merchant.key,
      createFilter(service, settings.ALLOWED_NETWORKS),
    ),
    ...(recurrences && {
      mandates: recurrences.mandates,
      knows: (externalId: string) => !externalId.includes(':'),
    }),

    async create(intent, call) {
      if (recurrences && intent.repeat) return recurrences.open(intent, intent.repeat, call);
      const order = { ...orderOf(intent, settings), ...(callback !== null && { url_callback: callback }) };
      const made = await client.create('/payment', order, invoiceSchema, call);
      return toCheckout(checked(made, intent, service));
    },

    async get(externalId, call) {
      const found = await invoice(externalId, call);
      if (found && orderOfRecurrence(found.order_id) === null) return toSnapshot(found);
      return recurrences?.get(found?.order_id ?? externalId, call) ?? null;
    },

    async *listSince(since, call) {
      for await (const each of newestFirst(client, since, call))
        if (!recurrences || isInvoice(each)) yield toSnapshot(each);
      if (recurrences) yield* recurrences.charges(call);
    },

    getRefund,
    refundOf: async (externalId, call) => ifMade(await getRefund(externalId, call)),

    async probe(call) {
      await client.read('/payment/services', null, z.array(z.unknown()), call);
    },
  };
}

const ifMade = (refund: RefundSnapshot | null) => (refund?.claim === 'succeeded' ? refund : null);

/** One that it does not know it refuses: "Payment not found." with 422, by https://doc.cryptomus.com, payments, mark as paid. */
const readInvoice = async (
  client: HeleketClient,
  uuid: string,
  call: CallOptions,
): Promise<Invoice | null> =>
  uuidSchema.safeParse(uuid).success
    ? unlessUnknown(client.read('/payment/info', { uuid }, invoiceSchema, call), [404, 422])
    : null;

/** Whether it stands for itself: how what is charged again and again is billed is not published, perhaps without a name. */
const isInvoice = ({ order_id: order }: Invoice): boolean =>
  order != null && orderOfRecurrence(order) === null;

const orderOf = ({ paymentId, amount }: Intent, settings: HeleketSettings) => ({
  amount: formatDecimal(amount),
  currency: amount.currency,
  order_id: paymentId,
  lifetime: lifetimeSeconds,
  is_payment_multiple: settings.PAYMENT_MULTIPLE,
  accuracy_payment_percent: 0, // a short payment is no payment
  url_return: settings.RETURN_URL,
  url_success: settings.RETURN_URL,
});

/** By how much its clock may be behind ours. */
const clockSkewMs = 10 * 60_000;

/** It answers whatever invoice it has under our id: also one that asks for something else, or that an older shop made. */
function checked(invoice: Invoice, { paymentId, amount, createdAt }: Intent, service: string): Invoice {
  const { uuid, order_id: orderId, created_at: at } = invoice;
  const isOlder = at !== undefined && Date.parse(at) < createdAt.getTime() - clockSkewMs;
  if (orderId === paymentId && sameMoney(amountOf(invoice), amount) && !isOlder) return invoice;
  throw new Never(
    'payment.other_invoice',
    `${service} has invoice ${uuid} of ${invoice.amount} ${invoice.currency} under payment ${paymentId}`,
    { service, uuid },
  );
}

/** The filter has no zone, and dates are of UTC+3 by its documentation: said in UTC, it begins early at worst. */
async function* newestFirst(client: HeleketClient, since: Date, call: CallOptions): AsyncIterable<Invoice> {
  const fromMs = since.getTime() - since.getMilliseconds(); // its seconds are whole
  const query = { date_from: since.toISOString().slice(0, 19).replace('T', ' ') };
  for (let cursor: string | undefined; ;) {
    const path = cursor === undefined ? '/payment/list' : `/payment/list?${new URLSearchParams({ cursor })}`;
    const { items, paginate } = await client.read(path, query, pageSchema, call);
    yield* items.filter(({ created_at: at }) => at === undefined || Date.parse(at) >= fromMs);
    const next = paginate.nextCursor ?? undefined;
    if (next === undefined || next === cursor) return;
    cursor = next;
  }
}

import type { Money } from '../domain/money.js';
import { formatDecimal } from '../domain/money.js';
import { Never } from '../domain/errors.js';
import type { Http } from '../http.js';
import { defineProvider, type Checkout, type Intent, type Provider } from './provider.js';
import type { CallOptions } from '../http.js';
import { cut } from './cut.js';
import {
  meSchema,
  paymentSchema,
  refundSchema,
  toRefund,
  toSnapshot,
  type Shop,
  type YookassaPayment,
} from './yookassa-answers.js';
import { createClient, type YookassaClient } from './yookassa-client.js';
import { savedMethods } from './yookassa-methods.js';
import { createReceipts, descriptionUnits, type Receipts } from './yookassa-receipts.js';
import { yookassaSettings, type YookassaSettings } from './yookassa-settings.js';
import { yookassaWebhook } from './yookassa-webhook.js';

/** An unpaid payment dies after an hour. Its answer does not say so. */
const lifetimeMs = 3_600_000;

/**
 * YooKassa: cards, SBP, wallets, in roubles, by redirect to its pay page. Its notifications are unsigned, so
 * nothing is believed before the API said it. https://yookassa.ru/developers/api
 */
export const yookassa = defineProvider({
  id: 'yookassa',
  settings: yookassaSettings,
  enabledBy: 'YOOKASSA_ENABLED',

  create(settings, { http }) {
    const receipts = createReceipts(settings);
    if (!settings.YOOKASSA_SHOP_ID || !settings.YOOKASSA_SECRET_KEY) {
      return { missing: 'set YOOKASSA_SHOP_ID and YOOKASSA_SECRET_KEY, from the cabinet of the shop' };
    }
    if ('missing' in receipts) return receipts;
    return offered(settings, settings.YOOKASSA_SHOP_ID, receipts, http);
  },
});

function offered(settings: YookassaSettings, shopId: string, receipts: Receipts, http: Http): Provider {
  const testShop = settings.YOOKASSA_TEST_SHOP ?? settings.YOOKASSA_SECRET_KEY?.startsWith('test_') ?? false;
  const shop: Shop = { shopId, testShop };
  const client = createClient(settings, http);
  const returnUrl = settings.YOOKASSA_RETURN_URL;
  const orderOf = (intent: Intent) => ({ ...aboutIt(intent), ...receipts.ofPayment(intent) });
  const proposed = settings.YOOKASSA_AUTOPAYMENTS_REQUIRE_CARD_BINDING;

  return {
    limits: { RUB: { min: 1_00n, max: 350_000_00n } },
    createIdempotency: 'key',
    asksAgain: true,
    pollsFor: { hours: 24 },
    webhook: yookassaWebhook(settings.YOOKASSA_ALLOWED_NETWORKS),
    ...(receipts.wanted && { receipts: true as const }),
    ...refunds(client, receipts),
    ...(settings.YOOKASSA_AUTOPAYMENTS_ENABLED && {
      saved: savedMethods({ client, shop, returnUrl, proposed, orderOf }),
    }),

    async create(intent, call) {
      const order = {
        ...orderOf(intent),
        confirmation: { type: 'redirect', return_url: returnUrl },
        ...(intent.save && { save_payment_method: true }),
      };
      const key = `payment-${intent.paymentId}`;
      return toCheckout(await client.post('/payments', key, order, paymentSchema, call));
    },

    async get(externalId, call) {
      const payment = await client.find('/payments', externalId, paymentSchema, call);
      return payment && toSnapshot(payment, shop);
    },

    async *listSince(since, call) {
      for await (const payment of client.list('/payments', paymentSchema, since, call)) {
        yield toSnapshot(payment, shop);
      }
    },

    async probe(call) {
      const me = await client.get('/me', meSchema, call);
      if (me.account_id !== shopId) throw wrong(`the key belongs to shop ${me.account_id}, not to ${shopId}`);
      if (me.status !== 'enabled') throw wrong(`the shop is ${me.status}`);
      if (me.test && !testShop) throw wrong('it is a test shop: set YOOKASSA_TEST_SHOP=true to believe it');
      if (me.fiscalization?.enabled && !receipts.wanted) {
        throw wrong('the shop wants receipts: set YOOKASSA_DEFAULT_RECEIPT_EMAIL');
      }
    },
  };
}

const refunds = (client: YookassaClient, receipts: Receipts) =>
  ({
    async refund(externalId, amount, key, call, of) {
      const order = {
        payment_id: externalId,
        amount: wire(amount),
        ...(receipts.wanted &&
          receipts.ofRefund(amount, await titleOf(client, externalId, call), of?.email ?? null)),
      };
      return toRefund(await client.post('/refunds', key, order, refundSchema, call));
    },

    async getRefund(externalId, call) {
      const refund = await client.find('/refunds', externalId, refundSchema, call);
      return refund && toRefund(refund);
    },

    async *refundsSince(since, call) {
      for await (const refund of client.list('/refunds', refundSchema, since, call)) yield toRefund(refund);
    },
  }) satisfies Partial<Provider>;

/** What is given back is named as the payment named it. */
async function titleOf(client: YookassaClient, externalId: string, call: CallOptions): Promise<string> {
  const payment = await client.find('/payments', externalId, paymentSchema, call);
  return payment?.description ?? `Payment ${externalId}`;
}

const wire = (amount: Money) => ({ value: formatDecimal(amount), currency: amount.currency });

const aboutIt = ({ paymentId, amount, description }: Intent) => ({
  amount: wire(amount),
  capture: true, // not taking it at once would hold the money for days
  description: cut(description, descriptionUnits),
  metadata: { payment_id: paymentId },
});

const toCheckout = ({ id, confirmation, created_at: createdAt }: YookassaPayment): Checkout => ({
  externalId: id,
  payUrl: confirmation?.confirmation_url ?? null,
  expiresAt: new Date(Date.parse(createdAt) + lifetimeMs),
});

const wrong = (what: string): Never => new Never('yookassa.misconfigured', `YooKassa: ${what}`);

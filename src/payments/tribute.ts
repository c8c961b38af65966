import { z } from 'zod';
import { Never } from '../domain/errors.js';
import type { Currency } from '../domain/money.js';
import type { CallOptions } from '../http.js';
import { defineProvider, type Provider } from './provider.js';
import { createClient, type TributeClient } from './tribute-client.js';
import { pagesOf, productsOf, tributeSettings, unsold, type TributeSettings } from './tribute-settings.js';
import { shop } from './tribute-shop.js';
import { tributeWebhook } from './tribute-webhook.js';
import type { Tools } from './tools.js';

/**
 * Of the page's limits (100 to 300 000 ₽) and of a client's that takes them for kopeks, whatever one of the two allows:
 * its own refusal decides.
 */
const limits: Provider['limits'] = Object.fromEntries(
  (['RUB', 'EUR', 'USD'] satisfies Currency[]).map((currency) => [
    currency,
    { min: 1_00n, max: currency === 'RUB' ? 300_000_00n : 3_000_00n },
  ]),
);

/**
 * Tribute, two ways under one key: a shop (where Tribute has opened one), whose orders we open and ask for; and links
 * made in Tribute, which sell subscriptions and digital products by themselves: we hear of those payments and can ask
 * nobody. A subscription's price is booked as the payer paid it, before Tribute's fee. Not documented, so taken as
 * others saw it: how a signature is written down, the smallest amounts, that a day's list has no pages.
 * https://wiki.tribute.tg/for-shops/api and https://wiki.tribute.tg/for-content-creators/api-documentation/webhooks
 */
export const tribute = defineProvider({
  id: 'tribute',
  settings: tributeSettings,
  enabledBy: 'TRIBUTE_ENABLED',

  create(given, tools) {
    if (!given.TRIBUTE_API_KEY)
      return { missing: 'set TRIBUTE_API_KEY, from the Creator Dashboard of Tribute' };
    return offered(given, given.TRIBUTE_API_KEY, tools);
  },
});

function offered(given: TributeSettings, apiKey: string, { http }: Tools): Provider {
  const { TRIBUTE_SHOP_ID: shopId, TRIBUTE_API_KEY_PREVIOUS: previous } = given;
  const client = createClient(given, apiKey, http);
  return {
    limits: shopId === undefined ? {} : limits,
    createIdempotency: 'none',
    asksAgain: true,
    products: productsOf(given.TRIBUTE_PRODUCTS) ?? new Map(),
    pages: pagesOf(given),
    webhook: tributeWebhook(previous === undefined ? [apiKey] : [apiKey, previous]),
    ...(shopId !== undefined && shop(client, shopId, given.TRIBUTE_RETURN_URL)),
    probe: (call) => probe(given, client, call),
  };
}

const shopsSchema = z.array(z.object({ id: z.int(), status: z.int() }));

async function probe(given: TributeSettings, client: TributeClient, call: CallOptions): Promise<void> {
  const missing = unsold(given);
  if (missing !== undefined) throw wrong(missing);
  const { TRIBUTE_SHOP_ID: shopId } = given;
  if (shopId === undefined) return; // the links need no API
  const shops = await client.get('/shops', shopsSchema, call);
  const ours = shops.find(({ id }) => String(id) === shopId);
  if (!ours) throw wrong(`the key knows no shop ${shopId}: mend TRIBUTE_SHOP_ID`);
  if (ours.status !== 1) throw wrong(`Tribute has switched shop ${shopId} off`);
}

const wrong = (what: string): Never => new Never('tribute.misconfigured', `Tribute: ${what}`);

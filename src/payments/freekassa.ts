import { freekassaByApi } from './freekassa-api.js';
import { createClient } from './freekassa-client.js';
import { freekassaByLink } from './freekassa-link.js';
import { freekassaSettings, type FreekassaSettings } from './freekassa-settings.js';
import { freekassaWebhook } from './freekassa-webhook.js';
import { defineProvider, type Provider } from './provider.js';
import type { Tools } from './tools.js';

/** SBP by QR code: the API wants some way to pay. */
const usualMethod = 44;

/**
 * FreeKassa: SBP and cards. With an API key orders are made, asked for and refunded there, and a notification is only a
 * hint. Without one a payment is a signed link, nothing can be asked, and the signed notification is believed as it is:
 * at the amount that it names, in the one currency that our links are in. Several of their orders can stand under one
 * payment, so it is named by our own id until one of them is paid, and by that one's number from then on.
 * https://docs.freekassa.net
 */
export const freekassa = defineProvider({
  id: 'freekassa',
  settings: freekassaSettings,
  enabledBy: 'FREEKASSA_ENABLED',

  create(given, tools) {
    const { FREEKASSA_MERCHANT_ID: id, FREEKASSA_SECOND_SECRET: secondSecret } = given;
    if (!id || !secondSecret)
      return {
        missing: 'set FREEKASSA_MERCHANT_ID and FREEKASSA_SECOND_SECRET, from the cabinet of the shop',
      };
    const ways = waysOf(given, id, tools);
    if ('missing' in ways) return ways;

    const { FREEKASSA_CURRENCY: ours, FREEKASSA_ALLOWED_NETWORKS: networks } = given;
    const currency = ways.asksAgain ? null : ours;
    return {
      ...ways,
      // Each way to pay has limits of its own, and what is outside is refused there.
      limits: { [ours]: { min: 1_00n, max: 1_000_000_00n } },
      webhook: freekassaWebhook({ id, secondSecret, networks, currency }),
    };
  },
});

function waysOf(
  given: FreekassaSettings,
  shopId: string,
  tools: Tools,
): Omit<Provider, 'limits' | 'webhook'> | { readonly missing: string } {
  const { FREEKASSA_API_KEY: apiKey, FREEKASSA_PAYMENT_IP: ip, FREEKASSA_FIRST_SECRET: firstSecret } = given;
  const method = given.FREEKASSA_PAYMENT_METHOD_ID;
  if (apiKey) {
    if (!ip) return { missing: 'set FREEKASSA_PAYMENT_IP to the public address of this server' };
    const client = createClient({ base: given.FREEKASSA_API_URL, shopId: Number(shopId), apiKey }, tools);
    return freekassaByApi(client, { ip, method: method ?? usualMethod });
  }
  if (!firstSecret)
    return { missing: 'set FREEKASSA_API_KEY, or FREEKASSA_FIRST_SECRET for signed links without it' };
  return freekassaByLink({ url: given.FREEKASSA_PAYMENT_URL, shopId, firstSecret, method });
}

import { formatDecimal } from '../domain/money.js';
import type { FreekassaSettings } from './freekassa-settings.js';
import { md5 } from './freekassa-webhook.js';
import type { Intent, Provider } from './provider.js';

interface Form {
  readonly url: string;
  readonly shopId: string;
  readonly firstSecret: string;
  readonly method: FreekassaSettings['FREEKASSA_PAYMENT_METHOD_ID'];
}

/**
 * Payments as signed links to its form, without a call. Nothing is known there until the payer opens it, and nothing
 * can be asked: the signed notification decides.
 */
export const freekassaByLink = (
  form: Form,
): Pick<Provider, 'createIdempotency' | 'asksAgain' | 'create'> => ({
  createIdempotency: 'key',
  asksAgain: false,
  create: (intent) => Promise.resolve({ externalId: null, payUrl: linkOf(intent, form), expiresAt: null }),
});

/** Signed are the very texts that stand in the link: "299.00" is not "299". */
function linkOf({ paymentId, amount, payer }: Intent, { url, shopId, firstSecret, method }: Form): string {
  const link = new URL(url);
  const price = formatDecimal(amount);
  link.search = String(
    new URLSearchParams({
      m: shopId,
      oa: price,
      currency: amount.currency,
      o: paymentId,
      s: signLink(shopId, price, firstSecret, amount.currency, paymentId),
      lang: payer.language === 'ru' ? 'ru' : 'en',
      ...(method !== undefined && { i: String(method) }),
      ...(payer.email !== null && { em: payer.email }),
    }),
  );
  return link.href;
}

const signLink = (...parts: readonly string[]): string => md5(parts.join(':'));

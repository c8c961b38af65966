import { createHash } from 'node:crypto';
import { z } from 'zod';
import { money, parseMoney, type Currency } from '../domain/money.js';
import { InvalidSignature, sameSecret } from '../webhook.js';
import { readForm } from './form.js';
import { createFilter } from './networks.js';
import type { ProviderWebhook } from './provider-event.js';
import { takeWebhook } from './read-webhook.js';

const Notification = z.object({
  MERCHANT_ID: z.string().regex(/^\d{1,12}$/),
  AMOUNT: z.string().regex(/^\d{1,12}(?:\.\d{1,2}0*)?$/),
  intid: z.string().regex(/^\d{1,20}$/),
  MERCHANT_ORDER_ID: z.string().regex(/^\P{Cc}{1,255}$/u),
  SIGN: z.string().regex(/^[\da-f]{32}$/i),
});

interface Shop {
  readonly id: string;
  readonly secondSecret: string;
  readonly networks: string;
  /** Of what a notification tells, where it must be believed as it is; null where the API is asked. */
  readonly currency: Currency | null;
}

/**
 * Its notification of a payment, by GET or POST, urlencoded or multipart; it tells of nothing else. Signed by an MD5
 * over the values as they came, without the currency, its number of the order or a time: so an address on the list is
 * wanted too. https://docs.freekassa.net
 */
export function freekassaWebhook({ id, secondSecret, networks, currency }: Shop): ProviderWebhook {
  const filter = createFilter('freekassa', networks);
  return {
    ack: 'YES',
    takesGet: true,

    verify(delivery) {
      filter(delivery);
      const {
        MERCHANT_ID: shopId,
        AMOUNT: amount,
        MERCHANT_ORDER_ID: orderId,
        SIGN,
      } = fieldsOf(delivery.raw);
      const expected = md5(`${id}:${amount}:${secondSecret}:${orderId}`);
      // Another shop of the same owner may have the same secret words.
      if (shopId !== id || !sameSecret(SIGN.toLowerCase(), expected))
        throw new InvalidSignature('a wrong signature', { provider: 'freekassa' });
    },

    read(raw) {
      const { AMOUNT, intid, MERCHANT_ORDER_ID: paymentId } = fieldsOf(raw);
      const ids = { externalId: `${paymentId}-${intid}`, paymentId };
      const event = { id: `${intid}:paid`, kind: 'payment', name: 'paid', tells: 'paid', ...ids } as const;
      if (currency === null) return event;
      const amount = parseMoney(AMOUNT, currency);
      const refunded = money(0n, currency);
      return {
        ...event,
        snapshot: { ...ids, claim: 'succeeded', amount, refunded, ours: true, repeatable: true },
      };
    },
  };
}

const fieldsOf = (raw: Buffer) => takeWebhook('freekassa', Notification, readForm('freekassa', raw));

/** What it signs links and notifications with. */
export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

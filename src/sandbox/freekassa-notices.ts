import { z } from 'zod';
import { decimal, type Bill } from './till/bill.js';
import { md5, secondSecret, shopId } from './freekassa-signatures.js';
import type { Letter } from './till/notices.js';

/** How it tells of a payment: the shop's settings, and what shops have seen come. */
export const mannersSchema = z.object({
  by: z.enum(['get', 'urlencoded', 'multipart']).default('urlencoded'),
  /** 299 or 299.00, both occur. */
  amount: z.enum(['short', 'long']).default('short'),
  /** Added to the amount, in minor units, where the payer bears the fee. */
  feeMinor: z.int().min(0).default(0),
});
export type Manners = z.output<typeof mannersSchema>;

export function compose({ id, paymentId, minor }: Bill, { by, amount: length, feeMinor }: Manners): Letter {
  const long = decimal(minor + feeMinor);
  const amount = length === 'long' ? long : long.replace(/\.?0+$/, '');
  const orderId = paymentId ?? '';
  const fields = {
    MERCHANT_ID: String(shopId),
    AMOUNT: amount,
    intid: id,
    MERCHANT_ORDER_ID: orderId,
    P_EMAIL: 'payer@telegram.org',
    P_PHONE: '',
    CUR_ID: '44',
    payer_account: '220000******0000',
    commission: decimal(feeMinor),
    SIGN: md5(String(shopId), amount, secondSecret, orderId),
  };
  if (by === 'multipart') return multipart(fields);
  const text = String(new URLSearchParams(fields));
  if (by === 'get') return { headers: {}, body: '', query: text };
  return { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: text };
}

function multipart(fields: Readonly<Record<string, string>>): Letter {
  const boundary = '------------------------d74496d66958873e';
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: `${parts.join('')}--${boundary}--\r\n`,
  };
}

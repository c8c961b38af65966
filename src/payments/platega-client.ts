import { z } from 'zod';
import type { Http } from '../http.js';
import { createJsonApi } from './json-api.js';

export interface Keys {
  readonly base: string;
  readonly merchantId: string;
  readonly secret: string;
}

export type PlategaClient = ReturnType<typeof createClient>;

/** Its API: the shop's id and secret in two headers. */
export function createClient({ base, merchantId, secret }: Keys, http: Http) {
  const headers = { 'X-MerchantId': merchantId, 'X-Secret': secret };
  return createJsonApi({ service: 'platega', base, headers, problem }, http);
}

/** `{message | title, data: [{key, message}]}`; the values of what it refuses are not repeated. */
const problem = z
  .object({
    message: z.string().optional().catch(undefined),
    title: z.string().optional().catch(undefined),
    data: z
      .array(z.object({ key: z.string().max(60) }))
      .optional()
      .catch(undefined),
  })
  .transform(({ message, title, data = [] }) => {
    const about = data.map(({ key }) => key).join(', ');
    const words = `${(message ?? title ?? '?').slice(0, 100)}${about && ` (${about.slice(0, 100)})`}`;
    const hint = /cascade/i.test(words) ? ': unset PLATEGA_PAYMENT_METHOD, this shop wants v2' : '';
    return { words: words + hint };
  });

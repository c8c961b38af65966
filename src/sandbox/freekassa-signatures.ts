import { createHash, createHmac } from 'node:crypto';

/** Of the only shop. */
export const shopId = 7012;
export const apiKey = 'sandbox-freekassa-api-key';
export const firstSecret = 'sandboxFirst#1';
export const secondSecret = 'sandboxSecond#2';

/** Of links and notifications. */
export const md5 = (...parts: readonly string[]): string =>
  createHash('md5').update(parts.join(':')).digest('hex');

/** Of a request to the API: every value but the signature itself, by name. */
export const sign = (request: Readonly<Record<string, unknown>>): string =>
  createHmac('sha256', apiKey)
    .update(
      Object.entries(request)
        .filter(([name]) => name !== 'signature')
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([, value]) => String(value))
        .join('|'),
    )
    .digest('hex');

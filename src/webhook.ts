import { timingSafeEqual } from 'node:crypto';
import { AppError } from './domain/errors.js';

/** Somebody tells us something: the bytes as they came. */
export interface Delivery {
  /** Of a GET, its query string. */
  readonly raw: Buffer;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The sender's address, behind trusted proxies only. */
  readonly ip: string;
}

/** Nobody whom we know sent this: answered 401, counted, not stored. */
export class InvalidSignature extends AppError {
  readonly code = 'webhook.invalid_signature';
  override readonly retry = 'never';
}

/** Its bytes are not what its sender's documentation describes: answered 400, not stored. */
export class MalformedWebhook extends AppError {
  readonly code = 'webhook.malformed';
  override readonly retry = 'never';
}

/** Compares two secrets in constant time, whatever came in. */
export function sameSecret(given: unknown, expected: string): boolean {
  if (typeof given !== 'string') return false; // an object of JSON may have a "toString" of its own
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

import ipaddr from 'ipaddr.js';
import { z } from 'zod';

/** What `.env.example`, the docs and a fault say of a variable. Goes into `.meta()`, which has to come last. */
export interface About {
  readonly about: string;
  readonly example: string;
  /** Its value is never shown, not even a part of it. */
  readonly secret?: boolean;
}

/** `expected` ends the sentence "expected …", here and below. */
export const text = (pattern: RegExp, expected: string) =>
  z.string({ error: expected }).regex(pattern, { error: expected });

export function whole(min: number, max: number, unit = '') {
  const expected = `a whole number${unit} from ${min} to ${max}`;
  return text(/^-?\d{1,15}$/, expected)
    .transform(Number)
    .pipe(z.number().min(min, { error: expected }).max(max, { error: expected }));
}

export function decimal(min: number, max: number) {
  const expected = `a number from ${min} to ${max}`;
  return text(/^\d{1,9}(\.\d{1,9})?$/, expected)
    .transform(Number)
    .pipe(z.number().min(min, { error: expected }).max(max, { error: expected }));
}

export const port = () => whole(0, 65_535);

export const flag = () => z.stringbool({ error: 'true or false' });

export const choice = <const Value extends string>(values: readonly Value[]) =>
  z.enum(values, { error: `one of ${values.join(', ')}` });

/** Without the slash at its end. */
export function url(protocol: RegExp, expected: string) {
  return z
    .string({ error: expected })
    .refine((given) => URL.canParse(given) && protocol.test(new URL(given).protocol), { error: expected })
    .transform((given) => given.replace(/\/+$/, ''));
}

export const webUrl = () => url(/^https?:$/, 'an address that begins with https://');

/** Separated by commas; spaces around them and empty items do not count. */
export function list<Item>(item: z.ZodType<Item, string>, expected: string) {
  return z
    .string({ error: expected })
    .transform((given) => given.split(',').flatMap((part) => part.trim() || []))
    .pipe(z.array(item, { error: expected }));
}

/** An address or a network. One of prefix 0 would let everybody in. */
export function network() {
  const expected = 'networks like 10.0.0.0/8 or 127.0.0.1, separated by commas';
  return z.string().refine((given) => isNetwork(given), { error: expected });
}

function isNetwork(given: string): boolean {
  const [address = '', prefix] = given.split('/');
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !ipaddr.IPv6.isValid(address)) return false;
  return prefix === undefined || (ipaddr.isValidCIDR(given) && Number(prefix) > 0);
}

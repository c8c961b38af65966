export const currencies = ['RUB', 'USD', 'EUR', 'XTR'] as const;
export type Currency = (typeof currencies)[number];

/** Decimal places of one unit. A Telegram Star (XTR) is indivisible. */
const decimals: Readonly<Record<Currency, number>> = { RUB: 2, USD: 2, EUR: 2, XTR: 0 };

/** An exact amount: a whole number of minor units (kopeks, cents, stars), never a float of roubles. */
export interface Money {
  readonly minor: bigint;
  readonly currency: Currency;
}

/** @throws {RangeError} when `minor` is negative */
export function money(minor: bigint, currency: Currency): Money {
  if (minor < 0n) throw new RangeError(`not an amount: ${minor} ${currency}`);
  return { minor, currency };
}

/**
 * Reads a decimal string: `parseMoney('199.9', 'RUB')` is 19 990 kopeks. Works on digits, so no float ever
 * holds the amount.
 *
 * @throws {RangeError} on anything but digits and one dot, or on more precision than the currency has
 */
export function parseMoney(decimal: string, currency: Currency): Money {
  const places = decimals[currency];
  const match = /^(?<whole>\d{1,15})(?:\.(?<fraction>\d+))?$/.exec(decimal);
  const whole = match?.groups?.['whole'];
  const fraction = match?.groups?.['fraction']?.replace(/0+$/, '') ?? '';
  if (whole === undefined || fraction.length > places) {
    throw new RangeError(`not an amount of ${currency}: "${decimal.slice(0, 40)}"`);
  }
  return money(BigInt(whole + fraction.padEnd(places, '0')), currency);
}

/** The decimal string providers expect: `formatDecimal(money(19_990n, 'RUB'))` is '199.90'. */
export function formatDecimal({ minor, currency }: Money): string {
  const places = decimals[currency];
  if (places === 0) return String(minor);
  const digits = String(minor).padStart(places + 1, '0');
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

export const sameMoney = (a: Money, b: Money): boolean => a.minor === b.minor && a.currency === b.currency;

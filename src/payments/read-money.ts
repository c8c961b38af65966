import { z } from 'zod';
import { Never } from '../domain/errors.js';
import { currencies, parseMoney, type Currency, type Money } from '../domain/money.js';

/** An amount in major units that comes as a number or as a text, depending on the field; on neither is counted. */
export const decimal = z.union([z.string(), z.number()]).transform(String);

export const isOurCurrency = (currency: string): currency is Currency =>
  (currencies as readonly string[]).includes(currency);

/**
 * What a provider says that its `id` is worth: `readMoney('freekassa', '17', '299.5', 'RUB')`.
 *
 * @throws {Never} in a currency that we never asked for and cannot hold
 * @throws {RangeError} when it is no amount
 */
export function readMoney(provider: string, id: string, value: string, currency: string): Money {
  if (isOurCurrency(currency)) return parseMoney(value, currency);
  throw new Never('payment.unknown_currency', `${provider}: ${id} is in ${currency}`, { id, currency });
}

import { badRequest } from './errors.js';
import { isObject, type Params } from './params.js';

/** What somebody may pay for, in Telegram Stars. */
export interface Invoice {
  readonly title: string;
  readonly description: string;
  readonly payload: string;
  readonly currency: string;
  /** In Stars. */
  readonly total: number;
  readonly startParameter: string;
  /** Seconds, of a subscription. */
  readonly period?: number;
}

const monthSeconds = 2_592_000;
const mostStarsOfSubscription = 10_000;

/**
 * Reads the invoice of sendInvoice and createInvoiceLink.
 *
 * @throws {ApiError} 400 for sizes, prices and currencies that Telegram refuses
 */
export function readInvoice(params: Params): Invoice {
  const title = sized(params.text('title'), 32, 'title', (text) => text.length);
  const description = sized(params.text('description'), 255, 'description', (text) => text.length);
  const payload = sized(params.text('payload'), 128, 'payload', (text) => Buffer.byteLength(text));
  const currency = params.text('currency');
  if (currency !== 'XTR') {
    throw badRequest(/^[A-Z]{3}$/.test(currency) ? 'PAYMENT_PROVIDER_INVALID' : 'CURRENCY_INVALID');
  }
  if (params.has('provider_token')) throw badRequest('PAYMENT_PROVIDER_INVALID');
  const total = readPrice(params);
  const invoice = {
    title,
    description,
    payload,
    currency,
    total,
    startParameter: params.text('start_parameter'),
  };
  if (!params.has('subscription_period')) return invoice;
  if (params.integer('subscription_period', 0) !== monthSeconds)
    throw badRequest('SUBSCRIPTION_PERIOD_INVALID');
  if (total > mostStarsOfSubscription) throw badRequest('STARS_INVOICE_INVALID');
  return { ...invoice, period: monthSeconds };
}

function sized(text: string, most: number, name: string, size: (text: string) => number): string {
  const parameter = name === 'payload' ? 'INVOICE_PAYLOAD_INVALID' : `invalid invoice ${name} specified`;
  if (text === '') throw badRequest(`parameter "${name}" is required`);
  if (size(text) > most) throw badRequest(parameter);
  return text;
}

/** Stars take exactly one price. */
function readPrice(params: Params): number {
  const prices = params.json('prices');
  const price: unknown = Array.isArray(prices) && prices.length === 1 ? prices[0] : null;
  if (!isObject(price) || typeof price['label'] !== 'string' || price['label'] === '') {
    throw badRequest('STARS_INVOICE_INVALID');
  }
  const amount = Number(price['amount']);
  if (!Number.isInteger(amount) || amount <= 0) throw badRequest('CURRENCY_TOTAL_AMOUNT_INVALID');
  return amount;
}

import { randomUUID } from 'node:crypto';
import express, { Router, type ErrorRequestHandler, type RequestHandler } from 'express';
import type { z } from 'zod';
import {
  listSchema,
  merchant,
  orderSchema,
  shown,
  signatureOf,
  statusOf,
  testSchema,
  whichSchema,
  type HeleketBill,
  type HeleketData,
} from './heleket-wire.js';
import { minorOf } from './till/bill.js';
import type { Till } from './till/till.js';

export type HeleketTill = Till<HeleketData>;
const pageSize = 15;

/** A refusal in its own envelope. */
export class Problem extends Error {
  readonly status: number;
  readonly body: object;

  constructor(status: number, body: object) {
    super(JSON.stringify(body));
    this.status = status;
    this.body = body;
  }
}

export const refuse = (kind: '500' | '429' | '401'): Problem =>
  kind === '500'
    ? new Problem(500, { message: 'Server error, #1', code: 500, error: null })
    : new Problem(Number(kind), {
        state: 1,
        message: kind === '401' ? 'Invalid Sign.' : 'Too Many Attempts.',
      });

export type Method = (path: string, act: (given: unknown, cursor?: unknown) => unknown) => void;

/** Its methods, and what only one of the family has; mount at /v1. */
export function createApi(till: HeleketTill, addMore: (method: Method) => void = () => undefined): Router {
  const api = Router();
  api.use(...till.entrance, express.text({ type: () => true, limit: '256kb' }), login);
  const method: Method = (path, act) => {
    api.post(path, ({ body, query }, response) => {
      const given: unknown = typeof body === 'string' && body !== '' ? JSON.parse(body) : undefined;
      response.json({ state: 0, result: act(given, query['cursor']) });
    });
  };
  const show = (bill: HeleketBill) => shown(bill, till.payUrl(bill.id));
  method('/payment', (given) => show(create(till, given)));
  method('/payment/info', (given) => show(which(till, given)));
  method('/payment/list', (given, cursor) => list(till, given, cursor, show));
  method('/payment/resend', (given) => {
    const bill = which(till, given);
    till.notifier.tell(statusOf(bill), bill);
    return [];
  });
  method('/test-webhook/payment', (given) => test(till, given));
  method('/payment/services', () => [
    {
      network: 'tron',
      currency: 'USDT',
      is_available: true,
      limit: { min_amount: '1', max_amount: '10000000' },
    },
  ]);
  addMore(method);
  api.use(() => {
    throw new Problem(404, { state: 1, message: 'Not found' });
  });
  api.use(answerProblem);
  return api;
}

/** Over the bytes that came, or over nothing. */
const login: RequestHandler = (request, _response, next) => {
  const body = typeof request.body === 'string' ? request.body : '';
  if (request.get('merchant') !== merchant || request.get('sign') !== signatureOf(body)) throw refuse('401');
  next();
};

function create(till: HeleketTill, given: unknown): HeleketBill {
  const order = checked(orderSchema, given);
  const known = invoices(till).find(({ paymentId }) => paymentId === order.order_id);
  if (known) return known;
  const minor = minorOf(order.amount) ?? 0;
  if (minor < 1) throw new Problem(422, { state: 1, errors: { amount: ['validation.min'] } });
  return till.open({
    id: randomUUID(),
    paymentId: order.order_id,
    minor,
    currency: order.currency,
    description: order.order_id,
    endsMs: till.nowMs() + order.lifetime * 1_000,
    returnUrl: order.url_success,
    data: {
      status: null,
      callback: order.url_callback,
      multiple: order.is_payment_multiple,
      additional: order.additional_data,
    },
  });
}

const invoices = ({ bills }: HeleketTill): HeleketBill[] =>
  [...bills.values()].filter(({ data }) => !data.recurrence);

/**
 * @throws {Problem} 422: the one answer about an unknown payment that is published
 *   (https://doc.cryptomus.com/merchant-api/payments/mark-as-paid)
 */
const which = (till: HeleketTill, given: unknown): HeleketBill =>
  named(invoices(till), given, new Problem(422, { state: 1, message: 'Payment not found.' }));

const notFound = new Problem(404, { state: 1, message: 'Not found' });

/** @throws {Problem} 404, unless told otherwise */
export function named(bills: readonly HeleketBill[], given: unknown, unknown = notFound): HeleketBill {
  const { uuid, order_id: orderId } = checked(whichSchema, given);
  const bill = bills.find(({ id, paymentId }) =>
    orderId === undefined ? id === uuid : paymentId === orderId,
  );
  if (!bill) throw unknown;
  return bill;
}

function list(
  till: HeleketTill,
  given: unknown,
  cursor: unknown,
  show: (bill: HeleketBill) => object,
): object {
  const { date_from: from } = checked(listSchema, given);
  const sinceMs = from === undefined ? 0 : Date.parse(`${from.replace(' ', 'T')}+03:00`);
  const bills = invoices(till)
    .toReversed()
    .filter(({ createdMs }) => createdMs >= sinceMs);
  return pageOf(bills, cursor, pageSize, show);
}

export function pageOf(
  bills: readonly HeleketBill[],
  cursor: unknown,
  perPage: number,
  show: (bill: HeleketBill) => object,
): object {
  const at = typeof cursor === 'string' ? Number(Buffer.from(cursor, 'base64').toString()) : 0;
  const items = bills.slice(at, at + perPage).map(show);
  const next = at + perPage;
  const nextCursor = next < bills.length ? Buffer.from(String(next)).toString('base64') : null;
  return { items, paginate: { count: items.length, hasPages: bills.length > perPage, nextCursor, perPage } };
}

/** Signed with the live key, of an invoice that need not exist. */
function test(till: HeleketTill, given: unknown): [] {
  const { uuid = randomUUID(), order_id: paymentId = null, currency, status } = checked(testSchema, given);
  const data = { status, callback: null, multiple: true, additional: null };
  const made = { id: uuid, paymentId, minor: 1_000, currency, description: '', state: 'open' } as const;
  const times = { createdMs: till.nowMs(), endsMs: null, paidMs: null, refundedMinor: 0, returnUrl: null };
  till.notifier.tell(status, { ...made, ...times, data });
  return [];
}

export function checked<S extends z.ZodType>(schema: S, given: unknown): z.output<S> {
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const errors = Object.fromEntries(
    read.error.issues.map(({ path, code }) => [path.join('.'), [`validation.${code}`]]),
  );
  throw new Problem(422, { state: 1, errors });
}

const answerProblem: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) return next(error);
  const { status, body } =
    error instanceof Problem ? error : new Problem(400, { state: 1, message: 'Bad request' });
  response.status(status).json(body);
};

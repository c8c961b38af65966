import express, { Router, type ErrorRequestHandler, type RequestHandler } from 'express';
import { z } from 'zod';
import { momentOf, openOrder, shown } from './freekassa-orders.js';
import { shopId, sign } from './freekassa-signatures.js';
import { minorOf } from './till/bill.js';
import type { Till } from './till/till.js';
import { Unfit } from './till/unfit.js';
import { readOrRefuse } from './read-as.js';

/** A refusal in FreeKassa's own words. */
export class Problem extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The largest nonce so far. */
export interface Nonce {
  last: number;
}

const signedSchema = z.looseObject({ shopId: z.literal(shopId), nonce: z.int(), signature: z.string() });
const orderSchema = z.object({
  paymentId: z.string().min(1),
  i: z.int(),
  email: z.email().refine((email) => !email.endsWith('@example.com'), 'OP-SP-7'),
  ip: z.ipv4().refine((ip) => ip !== '127.0.0.1'),
  amount: z.union([z.string(), z.number()]),
  currency: z.enum(['RUB', 'USD', 'EUR', 'UAH', 'KZT']),
});
const date = z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
const listSchema = z.object({
  orderId: z.int().optional(),
  paymentId: z.string().optional(),
  dateFrom: date.optional(),
  page: z.int().min(1).default(1),
});
const refundSchema = z.object({ orderId: z.int().optional(), paymentId: z.string().optional() });
const pageSize = 10;

export function createFreekassaApi(till: Till<null>, nonce: Nonce): Router {
  const api = Router();
  api.use(...till.entrance, express.json({ limit: '256kb' }), admit(nonce));
  api.post('/orders/create', (request, response) => {
    const { paymentId, amount, currency } = readAs(orderSchema, request.body);
    const minor = minorOf(amount);
    if (minor === null || minor < 10_00) throw new Problem(400, 'Amount is less than the minimum');
    const { id } = openOrder(till, { paymentId, minor, currency });
    const location = till.payUrl(id);
    response.location(location).json({ type: 'success', orderId: Number(id), orderHash: id, location });
  });
  api.post('/orders', (request, response) => void response.json(list(till, request.body)));
  api.post('/orders/refund', (request, response) => void response.json(refund(till, request.body)));
  api.post('/balance', (_request, response) => {
    response.json({ type: 'success', balance: [{ currency: 'RUB', value: '1000.00' }] });
  });
  api.use(() => {
    throw new Problem(404, 'Not found');
  });
  api.use(answerProblem);
  return api;
}

/** A good signature, and a nonce above all that came with one. */
const admit =
  (nonce: Nonce): RequestHandler =>
  (request, _response, next) => {
    const signed = signedSchema.safeParse(request.body).data;
    if (!signed || signed.signature !== sign(signed)) throw new Problem(401, 'Wrong signature');
    if (signed.nonce <= nonce.last)
      throw new Problem(400, 'Request with same (or bigger) nonce already exist');
    nonce.last = signed.nonce;
    next();
  };

function list(till: Till<null>, given: unknown): object {
  const { orderId, paymentId, dateFrom, page } = readAs(listSchema, given);
  const fromMs = dateFrom === undefined ? 0 : momentOf(dateFrom);
  const found = [...till.bills.values()]
    .toReversed()
    .filter(
      (bill) =>
        (orderId === undefined || bill.id === String(orderId)) &&
        (paymentId === undefined || bill.paymentId === paymentId) &&
        bill.createdMs >= fromMs,
    );
  const orders = found.slice((page - 1) * pageSize, page * pageSize).map(shown);
  return { type: 'success', pages: Math.ceil(found.length / pageSize), orders };
}

function refund(till: Till<null>, given: unknown): object {
  const { orderId, paymentId } = readAs(refundSchema, given);
  const bill = [...till.bills.values()].find(
    ({ id, state, paymentId: theirs }) =>
      (orderId === undefined ? theirs === paymentId : id === String(orderId)) && state === 'paid',
  );
  if (!bill || bill.refundedMinor > 0) throw new Problem(400, 'Order cannot be refunded');
  till.refund(bill.id, bill.minor);
  return { type: 'success', id: till.refunds.size };
}

const readAs = readOrRefuse(({ path }) => new Problem(400, `Invalid ${String(path[0])}`));

const answerProblem: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) return next(error);
  const { status, message } =
    error instanceof Problem || error instanceof Unfit ? error : new Problem(400, 'Bad request');
  response.status(status).json({ type: 'error', message });
};

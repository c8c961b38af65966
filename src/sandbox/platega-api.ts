import { randomUUID } from 'node:crypto';
import express, { Router, type ErrorRequestHandler, type RequestHandler } from 'express';
import { z } from 'zod';
import { decimal, minorOf, type Bill } from './till/bill.js';
import type { Till } from './till/till.js';

export const merchantId = '11111111-2222-4333-8444-666666666666';
export const secret = 'sandbox-platega-secret';
const lifetimeMs = 15 * 60_000;

/** A refusal in Platega's own words. */
export class Problem extends Error {
  readonly status: number;
  readonly key: string | null;

  constructor(status: number, message: string, key: string | null = null) {
    super(message);
    this.status = status;
    this.key = key;
  }
}

/** What differs from shop to shop, and from day to day. */
export const mannersSchema = z.object({
  /** Of callbacks; subscriptions are told in PascalCase. */
  keys: z.enum(['camel', 'pascal']).default('camel'),
  /** CANCELLED and CHARGEBACK, as some of its documentation has them. */
  spelling: z.enum(['live', 'documented']).default('live'),
  /** False: v1 has no cards, and wants v2. */
  cascades: z.boolean().default(true),
  refunds: z.enum(['yes', 'poor', 'manual', 'no']).default('yes'),
});
export type Manners = z.output<typeof mannersSchema>;

const orderSchema = z.strictObject({
  paymentDetails: z.strictObject({
    amount: z.number().refine((amount) => minorOf(amount) !== null, 'two decimals'),
    currency: z.enum(['RUB', 'USD', 'EUR', 'USDT']),
  }),
  paymentMethod: z.int().optional(),
  description: z.string().refine((text) => Buffer.byteLength(text) <= 64, 'too long'),
  return: z.url(),
  failedUrl: z.url(),
  payload: z.string().optional(),
  metadata: z.strictObject({ userId: z.string(), userName: z.string() }).optional(),
});

export function createPlategaApi(till: Till<number | null>, manners: () => Manners): Router {
  const api = Router();
  api.use(...till.entrance, login, express.json({ limit: '256kb' }));
  api.post('/transaction/process', (request, response) => {
    const { paymentMethod } = readAs(orderSchema.required({ paymentMethod: true }), request.body);
    if (!manners().cascades) throw new Problem(400, 'No available card cascades');
    const { id } = open(till, request.body);
    const redirect = till.payUrl(id);
    response.json({ paymentMethod: names[paymentMethod] ?? 'SBPQR', redirect, ...opened(id) });
  });
  api.post('/v2/transaction/process', (request, response) => {
    readAs(orderSchema.omit({ paymentMethod: true }), request.body);
    const { id } = open(till, request.body);
    response.json({ url: till.payUrl(id), rate: 93.45, ...opened(id) });
  });
  api.get('/transaction/:id', (request, response) => {
    response.json(shown(find(till, request.params.id), manners()));
  });
  addRefunds(api, till, manners);
  api.use(() => {
    throw new Problem(404, 'Not found');
  });
  api.use(answerProblem);
  return api;
}

const names: Readonly<Record<number, string>> = { 2: 'SBPQR', 11: 'CardAcquiring', 12: 'International' };
const opened = (id: string): object => ({
  transactionId: id,
  status: 'PENDING',
  expiresIn: '00:15:00',
  merchantId,
});

const login: RequestHandler = (request, _response, next) => {
  if (request.get('x-merchantid') !== merchantId) throw new Problem(401, 'Merchant not exists');
  if (request.get('x-secret') !== secret) throw new Problem(401, 'Merchant secret key is not correct');
  next();
};

/** Two creates are two transactions. */
function open(till: Till<number | null>, given: unknown): Bill<number | null> {
  const {
    paymentDetails,
    description,
    payload,
    paymentMethod,
    return: returnUrl,
  } = readAs(orderSchema, given);
  return till.open({
    id: randomUUID(),
    paymentId: payload ?? null,
    minor: minorOf(paymentDetails.amount) ?? 0,
    currency: paymentDetails.currency,
    description,
    endsMs: till.nowMs() + lifetimeMs,
    returnUrl,
    data: paymentMethod ?? null,
  });
}

function addRefunds(api: Router, till: Till<number | null>, manners: () => Manners): void {
  api.get('/transaction/:id/cancel-supported', (request, response) => {
    const { state, refundedMinor } = find(till, request.params.id);
    const supported = state === 'paid' && refundedMinor === 0 && manners().refunds !== 'poor';
    const blockReason = manners().refunds === 'poor' ? 'Insufficient funds' : null;
    response.json({ supported, totalDeductUsdt: 3.2, penaltyUsdt: 0.1, blockReason });
  });
  api.post('/transaction/:id/cancel', (request, response) => {
    const { id, minor, refundedMinor } = find(till, request.params.id);
    const { refunds } = manners();
    const accepted = refunds === 'yes' && refundedMinor === 0;
    if (accepted) till.refund(id, minor);
    response.json({
      transactionId: id,
      accepted,
      manualControlRequired: refunds === 'manual',
      message: 'Возврат в процессе',
    });
  });
}

/** What it calls the state of a transaction. */
export function statusOf({ state, refundedMinor }: Bill, { spelling }: Manners): string {
  const isLive = spelling === 'live';
  if (state === 'open') return 'PENDING';
  if (state !== 'paid') return isLive ? 'CANCELED' : 'CANCELLED';
  if (refundedMinor > 0) return isLive ? 'CHARGEBACKED' : 'CHARGEBACK';
  return 'CONFIRMED';
}

const shown = (bill: Bill<number | null>, manners: Manners): object => ({
  id: bill.id,
  status: statusOf(bill, manners),
  paymentDetails: { amount: Number(decimal(bill.minor)), currency: bill.currency },
  paymentMethod: names[bill.data ?? 2] ?? 'SBPQR',
  mechantId: merchantId,
  comission: 1.5,
  description: bill.description,
  expiresIn: '00:15:00',
  return: bill.returnUrl,
  ...(bill.paymentId !== null && { payload: bill.paymentId }),
});

function find(till: Till<number | null>, id: string): Bill<number | null> {
  const bill = till.bills.get(id.toLowerCase());
  if (!bill) throw new Problem(404, 'Transaction not found');
  return bill;
}

function readAs<S extends z.ZodType>(schema: S, given: unknown): z.output<S> {
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  throw new Problem(400, 'VAL_0001', String(read.error.issues[0]?.path.at(-1)));
}

const answerProblem: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) return next(error);
  const { status, message, key } = error instanceof Problem ? error : new Problem(400, 'Bad request');
  response.status(status).json({ message, ...(key !== null && { data: [{ key, message: 'invalid' }] }) });
};

import { randomUUID } from 'node:crypto';
import express, { Router } from 'express';
import { z } from 'zod';
import { answerProblem, login, merchantId, Problem, readAs } from './platega-problem.js';
import { isAgreement, methodOf, type Sold } from './platega-sold.js';
import { addSubscriptions, subscribe } from './platega-subscription-routes.js';
import type { Subscriptions } from './platega-subscriptions.js';
import { decimal, minorOf, type Bill } from './till/bill.js';
import type { Till } from './till/till.js';

const lifetimeMs = 15 * 60_000;

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

export function createPlategaApi(
  till: Till<Sold>,
  subscriptions: Subscriptions,
  manners: () => Manners,
): Router {
  const api = Router();
  api.use(...till.entrance, login, express.json({ limit: '256kb' }));
  api.use((_request, _response, next) => {
    subscriptions.tick();
    next();
  });
  api.post('/transaction/process', (request, response) => {
    const { paymentMethod: method } = request.body as { readonly paymentMethod?: unknown };
    if (method === 6) {
      response.json(subscribe(till, subscriptions, request.body));
      return;
    }
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
  addSubscriptions(api, subscriptions);
  api.use(() => {
    throw new Problem(404, 'Not found');
  });
  api.use(answerProblem);
  return api;
}

const names: Readonly<Record<number, string>> = {
  2: 'SBPQR',
  6: 'Subscription',
  11: 'CardAcquiring',
  12: 'International',
};
const opened = (id: string): object => ({
  transactionId: id,
  status: 'PENDING',
  expiresIn: '00:15:00',
  merchantId,
});

/** Two creates are two transactions. */
function open(till: Till<Sold>, given: unknown): Bill<Sold> {
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

function addRefunds(api: Router, till: Till<Sold>, manners: () => Manners): void {
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

const shown = (bill: Bill<Sold>, manners: Manners): object => ({
  id: bill.id,
  status: statusOf(bill, manners),
  paymentDetails: { amount: Number(decimal(bill.minor)), currency: bill.currency },
  paymentMethod: names[methodOf(bill)] ?? 'SBPQR',
  mechantId: merchantId,
  comission: 1.5,
  description: bill.description,
  expiresIn: '00:15:00',
  return: bill.returnUrl,
  ...(bill.paymentId !== null && { payload: bill.paymentId }),
});

function find(till: Till<Sold>, id: string): Bill<Sold> {
  const bill = till.bills.get(id.toLowerCase());
  if (!bill || isAgreement(bill)) throw new Problem(404, 'Transaction not found');
  return bill;
}

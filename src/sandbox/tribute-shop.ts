import { randomInt, randomUUID } from 'node:crypto';
import express, { Router, type RequestHandler } from 'express';
import { z } from 'zod';
import type { Bill } from './till/bill.js';
import type { Till } from './till/till.js';
import { answerProblem, Problem } from './tribute-problem.js';
import type { ShopOrder, Sold } from './tribute-sold.js';
import { readOrRefuse } from './read-as.js';

interface Account {
  readonly apiKey: string;
  readonly shopId: number;
}

const newOrderSchema = z.object({
  shopId: z.int().optional(),
  amount: z.int(),
  currency: z.string(),
  title: z.string().min(1).max(100),
  description: z.string().min(1).max(300),
  customerId: z.string().max(256).optional(),
  period: z.enum(['onetime', 'weekly', 'monthly', 'quarterly', 'halfyearly', 'yearly']).default('onetime'),
  successUrl: z.url({ protocol: /^https$/ }).optional(),
  failUrl: z.url({ protocol: /^https$/ }).optional(),
  email: z.email().optional(),
});
const listSchema = z.object({
  shopId: z.coerce.number().optional(),
  dateFrom: z.iso.date().optional(),
  dateTo: z.iso.date().optional(),
});
const most: Readonly<Record<string, number>> = { rub: 300_000_00, eur: 3_000_00, usd: 3_000_00 };

/** Its Shop API. Two creates are two orders. */
export function createShop(till: Till<Sold>, account: Account): Router {
  const api = Router();
  api.use(...till.entrance, login(account.apiKey), express.json());
  api.get('/shops', (_request, response) => {
    const { shopId: id } = account;
    response.json([
      { id, name: 'Sandbox', recurrent: true, onlyStars: false, tokenCharging: false, status: 1 },
    ]);
  });
  api.post('/shop/orders', (request, response) => {
    response.json(shown(till, create(till, account, request.body)));
  });
  api.get('/shop/orders', (request, response) => {
    response.json(list(till, request.query).map((order) => shown(till, order)));
  });
  api.get('/shop/orders/:uuid', (request, response) => {
    response.json(shown(till, orderOf(till, request.params.uuid)));
  });
  api.get('/shop/orders/:uuid/transactions', (request, response) => {
    response.json({ transactions: sales(orderOf(till, request.params.uuid)), nextFrom: '' });
  });
  api.post('/shop/orders/:uuid/transactions/:sale/refund', (request, response) => {
    const order = orderOf(till, request.params.uuid);
    giveBack(till, order, Number(request.params.sale));
    response.json({ success: true, status: 'initiated', message: 'Refund has been initiated' });
  });
  api.use(() => {
    throw new Problem(404, 'error_not_found', 'no such method');
  });
  api.use(answerProblem);
  return api;
}

const login =
  (apiKey: string): RequestHandler =>
  (request, _response, next) => {
    if (request.get('api-key') !== apiKey) throw new Problem(401, 'no_access', 'Unauthorized');
    next();
  };

type OrderBill = Bill<ShopOrder>;
const isOrder = (bill: Bill<Sold>): bill is OrderBill => bill.data.kind === 'order';

function create(till: Till<Sold>, account: Account, given: unknown): OrderBill {
  const wanted = readAs(newOrderSchema, given);
  const { shopId = account.shopId, amount, currency, customerId, title, description, successUrl } = wanted;
  if (shopId !== account.shopId) throw new Problem(403, 'error_not_permitted', 'not your shop');
  const limit = most[currency];
  if (limit === undefined) throw new Problem(400, 'error_invalid_currency', `no currency ${currency}`);
  if (amount < 100) throw new Problem(400, 'error_amount_too_small', 'Amount is too small');
  if (amount > limit) throw new Problem(400, 'error_bad_request', 'Amount is too large');
  const bill = till.open({
    id: randomUUID(),
    paymentId: customerId ?? null,
    minor: amount,
    currency: currency.toUpperCase(),
    description,
    endsMs: null,
    returnUrl: successUrl ?? null,
    data: { kind: 'order', shopId, title, saleId: randomInt(2 ** 31) },
  });
  return orderOf(till, bill.id);
}

function orderOf(till: Till<Sold>, uuid: string): OrderBill {
  const bill = till.bills.get(uuid);
  if (bill && isOrder(bill)) return bill;
  throw new Problem(404, 'error_not_found', 'Order not found');
}

/** By days of UTC, both ends included, newest first. */
function list(till: Till<Sold>, given: unknown): OrderBill[] {
  const { shopId, dateFrom = '', dateTo = '9999-12-31' } = readAs(listSchema, given);
  return [...till.bills.values()]
    .toReversed()
    .filter(isOrder)
    .filter(({ createdMs, data }) => {
      const day = new Date(createdMs).toISOString().slice(0, 10);
      return day >= dateFrom && day <= dateTo && (shopId === undefined || shopId === data.shopId);
    });
}

const sales = ({ state, minor, currency, refundedMinor, data }: OrderBill): object[] =>
  state === 'paid'
    ? [
        {
          id: data.saleId,
          type: 'shop_order_sell',
          amount: minor,
          currency: currency.toLowerCase(),
          isRefunded: refundedMinor > 0,
          isRefundable: refundedMinor === 0,
        },
      ]
    : [];

/** All of a sale, and once, also while it is under way. */
function giveBack(till: Till<Sold>, { id, state, minor, data }: OrderBill, saleId: number): void {
  if (saleId !== data.saleId) throw new Problem(404, 'error_not_found', 'Transaction not found');
  if (state !== 'paid') throw new Problem(400, 'error_order_not_paid', 'Order is not paid');
  if ([...till.refunds.values()].some(({ billId }) => billId === id))
    throw new Problem(400, 'error_already_refunded', 'Already refunded');
  till.refund(id, minor);
}

const statuses = {
  open: 'pending',
  paid: 'paid',
  failed: 'failed',
  canceled: 'failed',
  expired: 'failed',
} as const;

const shown = (till: Till<Sold>, { id, data, minor, currency, state, ...bill }: OrderBill): object => ({
  uuid: id,
  shopId: data.shopId,
  amount: minor,
  currency: currency.toLowerCase(),
  title: data.title,
  description: bill.description,
  status: statuses[state],
  period: 'onetime',
  ...(bill.paymentId !== null && { customerId: bill.paymentId }),
  paymentUrl: till.payUrl(id),
  webappPaymentUrl: 'https://t.me/tribute/app?startapp=sandbox',
  createdAt: new Date(bill.createdMs).toISOString().replace(/\.\d+/, ''),
});

/** The payload of an order's event. */
export function tellsOfOrder(
  event: string,
  bill: Bill<Sold>,
  { shopId, saleId }: ShopOrder,
  nowMs: number,
): object {
  const payload = {
    uuid: bill.id,
    shopId,
    amount: bill.minor,
    currency: bill.currency.toLowerCase(),
    ...(bill.paymentId !== null && { customerId: bill.paymentId }),
  };
  if (event === 'shop_order_refunded')
    return {
      ...payload,
      transactionId: saleId,
      status: 'completed',
      refundedAt: new Date(nowMs).toISOString(),
    };
  if (event === 'shop_order_payment_failed') return { ...payload, errorCode: 'insufficient_funds' };
  const fee = Math.ceil(bill.minor * 0.08);
  return { ...payload, fee, status: 'paid', isRecurrent: false, period: 'onetime' };
}

const readAs = readOrRefuse(
  ({ path, message }) => new Problem(400, 'error_bad_request', `${path.join('.')}: ${message}`),
);

import express, { Router, type ErrorRequestHandler, type RequestHandler } from 'express';
import type { z } from 'zod';
import { createKeys, Problem } from './stripe-keys.js';
import {
  dispute,
  intentOf,
  listSchema,
  newId,
  orderSchema,
  refundOrderSchema,
  refundShown,
  secretKey,
  session,
  type StripeBill,
  type StripeData,
} from './stripe-wire.js';
import type { Refund } from './till/bill.js';
import type { Till } from './till/till.js';
import { Unfit } from './till/unfit.js';

export type StripeTill = Till<StripeData>;

/** Its methods; mount at /v1. */
export function createApi(till: StripeTill): Router {
  const api = Router();
  const form = express.urlencoded({ extended: true, limit: '256kb' });
  api.use(...till.entrance, login, form, createKeys(till.nowMs));
  const show = (bill: StripeBill, expand: readonly string[] = []) =>
    session(bill, till.payUrl(bill.id), expand);
  const bills = () => [...till.bills.values()].toReversed();

  api.post('/checkout/sessions', (request, response) => void response.json(show(create(till, request.body))));
  api.get('/checkout/sessions', ({ query }, response) => {
    const { expand, payment_intent: intent, ...page } = asked(query);
    const found = bills().filter((bill) => intent === undefined || intentOf(bill) === intent);
    const inner = expand.map((path) => path.replace(/^data\./, ''));
    response.json(pageOf(found, page, (bill) => show(bill, inner)));
  });
  api.get('/checkout/sessions/:id', ({ params, query }, response) => {
    response.json(show(known(till.bills, params.id), asked(query).expand));
  });
  api.post('/checkout/sessions/:id/expire', ({ params }, response) => {
    const { id, state } = known(till.bills, params.id);
    if (state !== 'open') throw new Problem(400, 'invalid_request_error');
    response.json(show(till.end(id, 'expired')));
  });
  api.post('/refunds', (request, response) => void response.json(refund(till, request.body)));
  api.get('/refunds', ({ query }, response) => {
    const refunds = [...till.refunds.values()].toReversed();
    response.json(pageOf(refunds, asked(query), (each) => refundShown(each, till.find(each.billId))));
  });
  api.get('/refunds/:id', ({ params }, response) => {
    const found = known(till.refunds, params.id);
    response.json(refundShown(found, till.find(found.billId)));
  });
  api.get('/disputes', ({ query }, response) => {
    const { payment_intent: intent } = asked(query);
    const found = bills().filter((bill) => bill.data.dispute !== null && intentOf(bill) === intent);
    response.json({ object: 'list', data: found.map(dispute), has_more: false });
  });
  api.use(() => {
    throw new Problem(404, 'invalid_request_error', 'url_unknown');
  });
  api.use(answerProblem);
  return api;
}

/** It speaks forms, in a version that the shop names. */
const login: RequestHandler = (request, _response, next) => {
  if (request.get('authorization') !== `Bearer ${secretKey}`) throw new Problem(401, 'invalid_request_error');
  if (!/^20\d\d-\d\d-\d\d\.[a-z]+$/.test(request.get('stripe-version') ?? ''))
    throw new Problem(400, 'invalid_request_error', 'version_missing');
  if (request.method === 'POST' && request.is('urlencoded') === false)
    throw new Problem(400, 'invalid_request_error', 'parameter_unknown');
  next();
};

function create(till: StripeTill, given: unknown): StripeBill {
  const order = checked(orderSchema, given);
  const [{ price_data: price }] = order.line_items;
  const nowMs = till.nowMs();
  const endsMs = order.expires_at === undefined ? nowMs + 24 * 3_600_000 : order.expires_at * 1_000;
  // A second is lost to rounding.
  if (endsMs < nowMs + 30 * 60_000 - 1_000 || endsMs > nowMs + 24 * 3_600_000)
    throw new Problem(400, 'invalid_request_error', undefined, 'expires_at');
  return till.open({
    id: newId('cs_test'),
    paymentId: order.client_reference_id ?? null,
    minor: price.unit_amount,
    currency: price.currency,
    description: price.product_data.name,
    endsMs,
    returnUrl: order.success_url,
    data: { metadata: order.metadata, waits: false, dispute: null },
  });
}

function refund(till: StripeTill, given: unknown): object {
  const { payment_intent: intent, amount } = checked(refundOrderSchema, given);
  const bill = [...till.bills.values()].find((each) => intentOf(each) === intent);
  if (!bill) throw new Problem(404, 'invalid_request_error', 'resource_missing', 'payment_intent');
  const left = bill.minor - bill.refundedMinor;
  if (left === 0) throw new Problem(400, 'invalid_request_error', 'charge_already_refunded');
  try {
    const made = till.refund(bill.id, amount ?? left);
    till.notifier.tell('charge.refunded', till.find(bill.id));
    return refundShown(made, bill);
  } catch (error) {
    if (error instanceof Unfit) throw new Problem(400, 'invalid_request_error', undefined, 'amount');
    throw error;
  }
}

function known<T>(rows: ReadonlyMap<string, T>, id: string): T {
  const row = rows.get(id);
  if (row === undefined) throw new Problem(404, 'invalid_request_error', 'resource_missing', 'id');
  return row;
}

/** Express reads no brackets in a query. */
function asked(query: Readonly<Record<string, unknown>>): z.output<typeof listSchema> {
  const gte = query['created[gte]'];
  const expand = Object.entries(query).flatMap(([name, path]) =>
    /^expand\[\d*\]$/.test(name) ? [path] : [],
  );
  return checked(listSchema, { ...query, expand, ...(gte !== undefined && { created: { gte } }) });
}

/** Newest first. */
function pageOf<T extends Pick<StripeBill | Refund, 'id' | 'createdMs'>>(
  rows: readonly T[],
  { limit, starting_after: after, created }: Omit<z.output<typeof listSchema>, 'expand' | 'payment_intent'>,
  show: (row: T) => object,
): object {
  const found = rows.filter(({ createdMs }) => Math.floor(createdMs / 1_000) >= (created?.gte ?? 0));
  const from = after === undefined ? 0 : found.findIndex(({ id }) => id === after) + 1;
  const data = found.slice(from, from + limit).map(show);
  return { object: 'list', data, has_more: from + limit < found.length };
}

function checked<S extends z.ZodType>(schema: S, given: unknown): z.output<S> {
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const [first, ...rest] = read.error.issues[0]?.path ?? [];
  const param = String(first) + rest.map((name) => `[${String(name)}]`).join('');
  throw new Problem(400, 'invalid_request_error', 'parameter_invalid', param);
}

const answerProblem: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) return next(error);
  const { status, body } = error instanceof Problem ? error : new Problem(400, 'invalid_request_error');
  response.status(status).json(body);
};

import express, { Router, type ErrorRequestHandler, type RequestHandler } from 'express';
import type { z } from 'zod';
import { chargeCard, detach } from './stripe-charges.js';
import { intentOf, newId } from './stripe-ids.js';
import { intent } from './stripe-intents.js';
import { createKeys } from './stripe-keys.js';
import { listSchema, orderSchema, refundOrderSchema } from './stripe-orders.js';
import { checked, Problem } from './stripe-problem.js';
import { dispute, refundShown, secretKey, session, type StripeBill, type StripeData } from './stripe-wire.js';
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
  const sessions = () => bills().filter(({ data }) => data.mode !== 'charge');

  api.post('/checkout/sessions', (request, response) => void response.json(show(create(till, request.body))));
  api.get('/checkout/sessions', ({ query }, response) => {
    const { expand, payment_intent: of, ...page } = asked(query);
    const found = sessions().filter((bill) => of === undefined || intentOf(bill) === of);
    const inner = expand.map((path) => path.replace(/^data\./, ''));
    response.json(pageOf(found, page, (bill) => show(bill, inner)));
  });
  api.get('/checkout/sessions/:id', ({ params, query }, response) => {
    response.json(show(sessionOf(till, params.id), asked(query).expand));
  });
  api.post('/checkout/sessions/:id/expire', ({ params }, response) => {
    const { id, state } = sessionOf(till, params.id);
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
  serveDisputes(api, bills);
  serveIntents(api, till);
  api.use(() => {
    throw new Problem(404, 'invalid_request_error', 'url_unknown');
  });
  api.use(answerProblem);
  return api;
}

/** The newest first, one of a bill. */
function serveDisputes(api: Router, bills: () => StripeBill[]): void {
  const disputed = () =>
    bills()
      .filter(({ data }) => data.dispute !== null)
      .map((bill) => ({ id: dispute(bill).id, createdMs: bill.data.disputedMs ?? bill.createdMs, bill }));
  api.get('/disputes', ({ query }, response) => {
    const { payment_intent: of, ...page } = asked(query);
    const found = disputed().filter(({ bill }) => of === undefined || intentOf(bill) === of);
    response.json(pageOf(found, page, ({ bill }) => dispute(bill)));
  });
  api.get('/disputes/:id', ({ params }, response) => {
    const { bill } = known(new Map(disputed().map((each) => [each.id, each])), params.id);
    response.json(dispute(bill));
  });
}

/** Those of sessions that were tried, and those that charge a card by themselves. */
function serveIntents(api: Router, till: StripeTill): void {
  const intents = () =>
    [...till.bills.values()]
      .filter(
        ({ state, data }) => data.mode !== 'setup' && (state === 'paid' || state === 'failed' || data.waits),
      )
      .map((bill) => ({ id: intentOf(bill), createdMs: bill.createdMs, bill }));
  api.post('/payment_intents', (request, response) => void response.json(chargeCard(till, request.body)));
  api.get('/payment_intents', ({ query }, response) => {
    const { expand, ...page } = asked(query);
    const isExpanded = expand.includes('data.latest_charge');
    response.json(pageOf(intents().toReversed(), page, ({ bill }) => intent(bill, isExpanded)));
  });
  api.get('/payment_intents/:id', ({ params, query }, response) => {
    const { bill } = known(new Map(intents().map((each) => [each.id, each])), params.id);
    response.json(intent(bill, asked(query).expand.includes('latest_charge')));
  });
  api.post('/payment_methods/:id/detach', ({ params }, response) => {
    response.json(detach(till, params.id));
  });
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
  const nowMs = till.nowMs();
  const endsMs = order.expires_at === undefined ? nowMs + 24 * 3_600_000 : order.expires_at * 1_000;
  // A second is lost to rounding.
  if (endsMs < nowMs + 30 * 60_000 - 1_000 || endsMs > nowMs + 24 * 3_600_000)
    throw new Problem(400, 'invalid_request_error', undefined, 'expires_at');
  const named = { id: newId('cs_test'), endsMs, returnUrl: order.success_url };
  const data: StripeData = { metadata: order.metadata, waits: false, dispute: null };
  if (order.mode === 'setup') {
    const nothing = { paymentId: null, minor: 0, currency: 'usd', description: 'Saves a card' };
    return till.open({ ...named, ...nothing, data: { ...data, mode: 'setup' } });
  }
  const [{ price_data: price }] = order.line_items;
  const { metadata: intentMetadata = {}, setup_future_usage: usage } = order.payment_intent_data ?? {};
  return till.open({
    ...named,
    paymentId: order.client_reference_id ?? null,
    minor: price.unit_amount,
    currency: price.currency,
    description: price.product_data.name,
    data: { ...data, intentMetadata, saves: usage !== undefined },
  });
}

function refund(till: StripeTill, given: unknown): object {
  const { payment_intent: of, amount } = checked(refundOrderSchema, given);
  const bill = [...till.bills.values()].find((each) => intentOf(each) === of);
  if (!bill) throw new Problem(404, 'invalid_request_error', 'resource_missing', 'payment_intent');
  if (bill.data.dispute === 'lost') throw new Problem(400, 'invalid_request_error', 'charge_disputed');
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

function sessionOf(till: StripeTill, id: string): StripeBill {
  const bill = known(till.bills, id);
  if (bill.data.mode === 'charge') throw new Problem(404, 'invalid_request_error', 'resource_missing', 'id');
  return bill;
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
function pageOf<T extends Pick<Refund, 'id' | 'createdMs'>>(
  rows: readonly T[],
  { limit, starting_after: after, created }: Omit<z.output<typeof listSchema>, 'expand' | 'payment_intent'>,
  show: (row: T) => object,
): object {
  const found = rows.filter(({ createdMs }) => Math.floor(createdMs / 1_000) >= (created?.gte ?? 0));
  const from = after === undefined ? 0 : found.findIndex(({ id }) => id === after) + 1;
  const data = found.slice(from, from + limit).map(show);
  return { object: 'list', data, has_more: from + limit < found.length };
}

const answerProblem: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) return next(error);
  const { status, body } = error instanceof Problem ? error : new Problem(400, 'invalid_request_error');
  response.status(status).json(body);
};

import type { Router } from 'express';
import { z } from 'zod';
import { merchantId, Problem, readAs } from './platega-problem.js';
import { moment, type Agreement, type Sold } from './platega-sold.js';
import type { Subscriptions } from './platega-subscriptions.js';
import type { Bill } from './till/bill.js';
import type { Till } from './till/till.js';

const limits = { 1: 31, 2: 4, 3: 12, 4: 3 } as const;

const subscriptionSchema = z.strictObject({
  paymentMethod: z.literal(6),
  paymentDetails: z
    .strictObject({
      amount: z.int().min(1),
      currency: z.literal('RUB'),
      interval: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
      intervalCount: z.int().min(1),
    })
    .refine(({ interval, intervalCount }) => intervalCount <= limits[interval], { path: ['intervalCount'] }),
  description: z.string().min(1),
});

const querySchema = z.object({
  page: z.coerce.number().int().min(1).default(1),
  size: z.coerce.number().int().min(1).max(100).default(20),
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
});

const units = { 1: 'Day', 2: 'Week', 3: 'Month', 4: 'Year' } as const;
const words = ['PendingAgreement', 'Active', 'PastDue', 'Cancelled', 'Failed'] as const;
type Word = (typeof words)[number];
const phases = {
  new: 'PendingAgreement',
  active: 'Active',
  past_due: 'PastDue',
  cancelled: 'Cancelled',
} as const;

/** `POST /transaction/process` of method 6: what is answered for a transaction is a subscription. */
export function subscribe(till: Till<Sold>, subscriptions: Subscriptions, given: unknown): object {
  const { paymentDetails, description } = readAs(subscriptionSchema, given);
  const { amount, currency, interval: unit, intervalCount: every } = paymentDetails;
  const { id } = subscriptions.subscribe({ minor: 100 * amount, currency, description, unit, every });
  const redirect = till.payUrl(id);
  return { paymentMethod: 'Subscription', transactionId: id, redirect, status: 'PENDING', merchantId };
}

export function addSubscriptions(api: Router, subscriptions: Subscriptions): void {
  const find = (id: string): Bill<Agreement> => {
    const found = subscriptions.all().find((bill) => bill.id === id.toLowerCase());
    if (!found) throw new Problem(404, 'Транзакция не найдена');
    return found;
  };
  api.get('/subscription', (request, response) => {
    const { page, size, from, to } = readAs(querySchema, request.query);
    const all = subscriptions.all().filter(({ createdMs }) => isWithin(createdMs, from, to));
    const items = all.slice((page - 1) * size, page * size).map(listed);
    response.json({ items, total: all.length, page, size });
  });
  api.get('/subscription/:id', (request, response) => {
    response.json(shown(find(request.params.id)));
  });
  api.post('/subscription/:id/cancel', (request, response) => {
    const { id } = find(request.params.id);
    subscriptions.cancel(id);
    response.json({ subscriptionId: id, status: 'cancelled' });
  });
}

const isWithin = (ms: number, from?: string, to?: string): boolean =>
  (from === undefined || ms >= Date.parse(from)) && (to === undefined || ms <= Date.parse(to));

const wordOf = ({ state, data }: Bill<Agreement>): Word =>
  state === 'open' || state === 'paid' || data.phase === 'cancelled' ? phases[data.phase] : 'Failed';

function shown(bill: Bill<Agreement>): object {
  const { id, minor, currency, description, createdMs, data } = bill;
  const { unit, every, succeeded, failed } = data;
  const dates = { nextChargeAt: moment(data.nextMs), lastChargeAt: moment(data.lastMs) };
  return {
    id,
    status: wordOf(bill),
    amount: minor / 100,
    currencyCode: currency,
    intervalUnit: units[unit],
    intervalCount: every,
    startAt: moment(createdMs),
    ...dates,
    description,
    createdAt: moment(createdMs),
    customerEmail: 'payer@example.org',
    chargeMetrics: {
      chargesTotal: succeeded + failed,
      chargesSuccess: succeeded,
      chargesFailed: failed,
      totalAmount: (succeeded * minor) / 100,
      ...dates,
    },
  };
}

/** With numbers for words. */
function listed(bill: Bill<Agreement>): object {
  const { id, minor, currency, description, createdMs, data } = bill;
  return {
    id,
    status: words.indexOf(wordOf(bill)),
    amount: minor / 100,
    currencyCode: currency,
    intervalUnit: data.unit,
    intervalCount: data.every,
    nextChargeAt: moment(data.nextMs),
    lastChargeAt: moment(data.lastMs),
    customerEmail: null,
    description,
    chargesCount: data.succeeded + data.failed,
    createdAt: moment(createdMs),
  };
}

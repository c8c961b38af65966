import { randomUUID } from 'node:crypto';
import { Router } from 'express';
import { z } from 'zod';
import { checked, named, pageOf, Problem, type HeleketTill, type Method } from './heleket-api.js';
import { link, moscow, periods, type HeleketBill } from './heleket-wire.js';
import { decimal, minorOf } from './till/bill.js';
import type { Deeds } from './till/pay-pages.js';
import { Unfit } from './till/unfit.js';

/** A bill that is charged again and again: what pays it is the first charge. */
type RecurringBill = HeleketBill & {
  readonly data: { readonly recurrence: NonNullable<HeleketBill['data']['recurrence']> };
};

const pageSize = 8;

const isRecurring = (bill: HeleketBill): bill is RecurringBill => bill.data.recurrence !== undefined;
const recurring = ({ bills }: HeleketTill): RecurringBill[] => [...bills.values()].filter(isRecurring);

function statusOf({ state, data: { recurrence } }: RecurringBill): string {
  if (recurrence.canceled) return recurrence.canceled;
  return state === 'open' ? 'wait_accept' : state === 'paid' ? 'active' : 'cancel_by_user';
}

/** When each charge came, the first one first; the API shows the last one's time alone. Empty of an invoice. */
export const recurringChargesOf = ({ paidMs, data: { recurrence } }: HeleketBill): readonly number[] =>
  paidMs === null || !recurrence ? [] : [paidMs, ...recurrence.chargedMs];
const lastMsOf = (bill: RecurringBill): number | null => recurringChargesOf(bill).at(-1) ?? null;

function nextMsOf(bill: RecurringBill): number {
  const last = new Date(lastMsOf(bill) ?? bill.createdMs);
  const { months, days } = periods[bill.data.recurrence.period];
  const monthsEnd = new Date(
    Date.UTC(last.getUTCFullYear(), last.getUTCMonth() + months + 1, 0),
  ).getUTCDate();
  const next = new Date(last);
  next.setUTCMonth(last.getUTCMonth() + months, Math.min(last.getUTCDate(), monthsEnd));
  return next.getTime() + days * 24 * 3_600_000;
}

const orderSchema = z.object({
  amount: z.string().regex(/^\d{1,9}(\.\d{1,2})?$/),
  currency: z.enum(['RUB', 'USD', 'EUR']),
  name: z.string().min(3).max(60),
  period: z.enum(['weekly', 'monthly', 'three_month']),
  order_id: z.string().min(1).max(100).nullable().default(null),
  url_callback: link.nullable().default(null),
});

/** Its methods (https://doc.cryptomus.com/business/recurring/creating). Two creates are two, whatever order they name. */
export function addRecurrences(method: Method, till: HeleketTill): void {
  const show = (bill: HeleketBill) => (isRecurring(bill) ? shown(bill, till.payUrl(bill.id)) : {});
  method('/recurrence/create', (given) => {
    const {
      amount,
      currency,
      name,
      period,
      order_id: paymentId,
      url_callback: callback,
    } = checked(orderSchema, given);
    const recurrence = { name, period, chargedMs: [], canceled: null };
    const data = { status: null, callback, multiple: false, additional: null, recurrence };
    const bill = { id: randomUUID(), paymentId, minor: minorOf(amount) ?? 0, currency, description: name };
    return show(till.open({ ...bill, endsMs: null, returnUrl: null, data }));
  });
  method('/recurrence/info', (given) => show(named(recurring(till), given)));
  method('/recurrence/list', (_given, cursor) =>
    pageOf(recurring(till).toReversed(), cursor, pageSize, show),
  );
  method('/recurrence/cancel', (given) => {
    const bill = named(recurring(till), given);
    if (isRecurring(bill) && statusOf(bill).startsWith('cancel'))
      throw new Problem(422, { state: 1, message: 'Already canceled' });
    return show(cancel(till, bill.id, 'cancel_by_merchant'));
  });
}

const shown = (bill: RecurringBill, url: string): object => {
  const last = lastMsOf(bill);
  return {
    uuid: bill.id,
    name: bill.data.recurrence.name,
    order_id: bill.paymentId,
    amount: decimal(bill.minor),
    currency: bill.currency,
    payer_currency: 'USDT',
    payer_amount_usd: '3.71',
    payer_amount: '3.71',
    url_callback: bill.data.callback,
    discount_days: null,
    discount_amount: null,
    end_of_discount: null,
    period: bill.data.recurrence.period,
    status: statusOf(bill),
    url,
    last_pay_off: last === null ? null : moscow(last),
  };
};

/** @throws {Unfit} 404 */
function find(till: HeleketTill, id: string): RecurringBill {
  const bill = till.find(id);
  if (!isRecurring(bill)) throw new Unfit(404, `no recurrence ${id}`);
  return bill;
}

/** Its time comes (now, whatever the clock says). What the shop is told of it is not published: as of an invoice. */
function charge(till: HeleketTill, id: string): HeleketBill {
  const bill = find(till, id);
  if (statusOf(bill) !== 'active') throw new Unfit(409, `nothing is charged: it is ${statusOf(bill)}`);
  const { chargedMs } = bill.data.recurrence;
  return become(till, bill, { chargedMs: [...chargedMs, Math.max(nextMsOf(bill), till.nowMs())] }, 'paid');
}

const cancel = (till: HeleketTill, id: string, canceled: 'cancel_by_merchant' | 'cancel_by_user') =>
  become(till, find(till, id), { canceled }, canceled);

function become(
  till: HeleketTill,
  { id, data }: RecurringBill,
  change: Partial<RecurringBill['data']['recurrence']>,
  event: string,
): HeleketBill {
  const changed = till.change(id, { data: { ...data, recurrence: { ...data.recurrence, ...change } } });
  if (data.callback !== null) till.notifier.tell(event, changed);
  return changed;
}

/** Whatever is due by the clock. */
export function chargeDue(till: HeleketTill): void {
  for (const bill of recurring(till))
    if (statusOf(bill) === 'active' && nextMsOf(bill) <= till.nowMs()) charge(till, bill.id);
}

const deeds = {
  charge: (till: HeleketTill, id: string) => charge(till, id),
  cancel: (till: HeleketTill, id: string) => cancel(till, id, 'cancel_by_user'),
} as const;

/** What the payer does in their own cabinet at Cryptomus stands on the pay page here; mount at /pay. */
export const deedsOf = (bill: HeleketBill): Deeds =>
  isRecurring(bill) && statusOf(bill) === 'active'
    ? [
        ['charge', 'Списать следующий платёж сейчас'],
        ['stop', 'Отменить подписку'],
      ]
    : [];

export function recurrencePages(till: HeleketTill): Router {
  const pages = Router();
  for (const [action, deed] of [
    ['charge', deeds.charge],
    ['stop', deeds.cancel],
  ] as const)
    pages.post(`/:id/${action}`, (request, response) => {
      const { id } = request.params;
      const bill = till.bills.get(id);
      if (bill && isRecurring(bill) && statusOf(bill) === 'active') deed(till, id);
      response.redirect(303, `../${encodeURIComponent(id)}`);
    });
  return pages;
}

export function controlRecurrences(control: Router, till: HeleketTill): void {
  for (const [action, deed] of Object.entries(deeds))
    control.post(`/recurrences/:id/${action}`, (request, response) => {
      response.json(deed(till, request.params.id));
    });
}

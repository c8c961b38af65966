import type { Router } from 'express';
import { z } from 'zod';
import { customerOf, methodOf, refusal } from './stripe-cards.js';
import { bare, newId } from './stripe-ids.js';
import { intent } from './stripe-intents.js';
import { checked, Problem } from './stripe-problem.js';
import { chargeOrderSchema } from './stripe-orders.js';
import type { StripeTill } from './stripe-api.js';
import type { StripeBill } from './stripe-wire.js';
import { readAs, Unfit } from './till/unfit.js';

/** The bill that saved this card; undefined of one that nobody saved, or that is nobody's any more. */
function savedBy(till: StripeTill, method: string): StripeBill | undefined {
  const bill = till.bills.get(`cs_test_${bare(method)}`);
  const isSaved = bill?.state === 'paid' && (bill.data.saves || bill.data.mode === 'setup');
  return isSaved && !bill.data.detached && methodOf(bill.id) === method ? bill : undefined;
}

/** @throws {Problem} 400 for a card that cannot be charged, 402 with the intent where its bank says no */
export function chargeCard(till: StripeTill, given: unknown): object {
  const order = checked(chargeOrderSchema, given);
  const saved = savedBy(till, order.payment_method);
  if (customerOf(order.payment_method) !== order.customer)
    throw new Problem(400, 'invalid_request_error', 'resource_missing', 'customer');
  if (!saved) throw new Problem(400, 'invalid_request_error', 'resource_missing', 'payment_method');
  const { declines } = saved.data;
  const { id } = till.open({
    id: newId('pi'),
    paymentId: order.metadata['payment_id'] ?? null,
    minor: order.amount,
    currency: order.currency,
    description: order.description ?? '',
    endsMs: null,
    returnUrl: null,
    data: {
      metadata: {},
      waits: false,
      dispute: null,
      mode: 'charge',
      intentMetadata: order.metadata,
      method: order.payment_method,
      ...(declines && { refused: declines }),
    },
  });
  if (!declines) return intent(till.pay(id), order.expand.includes('latest_charge'));
  const failed = till.end(id, 'failed');
  throw new Problem(402, { ...refusal(declines), payment_intent: intent(failed, false) });
}

/** @throws {Problem} 404 for a card that never was, 400 for one that is nobody's any more */
export function detach(till: StripeTill, method: string): object {
  const saved = savedBy(till, method);
  const isGone = till.bills.get(`cs_test_${bare(method)}`)?.data.detached === true;
  if (!saved)
    throw new Problem(isGone ? 400 : 404, 'invalid_request_error', isGone ? undefined : 'resource_missing');
  till.change(saved.id, { data: { ...saved.data, detached: true } });
  return { id: method, object: 'payment_method', customer: null };
}

const refusedSchema = z.object({ reason: z.string().min(1).max(60), advice: z.string().max(60).optional() });

/** What banks say to charges from now on, and a card that is detached in the dashboard. Named `cus_…:pm_…`, or `pm_…`. */
export function controlCards(control: Router, till: StripeTill): void {
  const known = (id: string): StripeBill => {
    const saved = savedBy(till, id.split(':').at(-1) ?? '');
    if (!saved) throw new Unfit(404, `no card ${id}`);
    return saved;
  };
  control.post('/payment_methods/:id/declines', (request, response) => {
    const { id, data } = known(request.params.id);
    response.json(till.change(id, { data: { ...data, declines: readAs(refusedSchema, request.body) } }));
  });
  control.delete('/payment_methods/:id/declines', (request, response) => {
    const { id, data } = known(request.params.id);
    response.json(till.change(id, { data: { ...data, declines: null } }));
  });
  control.delete('/payment_methods/:id', (request, response) => {
    const { id, data } = known(request.params.id);
    response.json(till.change(id, { data: { ...data, detached: true } }));
  });
}

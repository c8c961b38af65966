import { Router } from 'express';
import { payPage } from '../pay-page.js';
import { decimal, type Bill } from './bill.js';
import type { Till } from './till.js';

const states = {
  open: 'pending',
  paid: 'succeeded',
  canceled: 'canceled',
  expired: 'canceled',
  failed: 'canceled',
} as const;

/** What else a payer can do there, once it is paid: the last part of the path it is posted to, and its button. */
export type Deeds = readonly (readonly [action: string, label: string])[];

/** The pages to which `payUrl` leads; mount at /pay. Whoever has the link may pay, as at the real ones. */
export function createPayPages<Data>(
  till: Till<Data>,
  deedsOf: (bill: Bill<Data>) => Deeds = () => [],
): Router {
  const pages = Router();
  pages.param('id', (_request, response, next, id: string) => {
    if (till.bills.has(id)) return next();
    response
      .status(404)
      .type('html')
      .send('<!doctype html><meta charset="utf-8"><title>Оплата</title><p>Такого счёта нет.</p>');
  });
  pages.get('/:id', (request, response) => {
    response.type('html').send(page(till.find(request.params.id), request.query['left'] !== undefined));
  });
  pages.post('/:id/succeed', (request, response) => {
    const { id, state } = till.find(request.params.id);
    if (state === 'open') till.pay(id);
    response.redirect(303, `../${id}`);
  });
  pages.post('/:id/cancel', (request, response) => {
    const { id, state } = till.find(request.params.id);
    if (state === 'open') till.end(id, 'canceled');
    response.redirect(303, `../${id}`);
  });
  pages.post('/:id/leave', (request, response) => response.redirect(303, `../${request.params.id}?left`));
  return pages;

  function page(bill: Bill<Data>, left: boolean): string {
    const { id, minor, currency, description, state, returnUrl } = bill;
    return payPage({
      brand: till.trade.brand,
      about: 'Счёт',
      amount: { value: decimal(minor), currency },
      description,
      id,
      state: left && state === 'open' ? 'left' : states[state],
      returnUrl,
      deeds: deedsOf(bill),
    });
  }
}

import { Router, type NextFunction, type Request, type Response } from 'express';
import { payPage } from '../pay-page.js';
import type { Payment } from './objects.js';
import { canceledByMerchant, decline, expirePayments, findPayment, pay } from './payments.js';
import { Problem } from './problem.js';
import type { Shop } from './shop.js';

/** The page to which `confirmation_url` leads. Whoever has the link may pay, as at the real one. */
export function createPayRouter(shop: Shop): Router {
  const pages = Router();
  pages.use((_request, _response, next) => {
    expirePayments(shop);
    next();
  });

  pages.get('/:id', (request, response) => {
    const payment = findPayment(shop, request.params.id);
    response.type('html').send(page(payment, request.query['left'] !== undefined));
  });
  pages.post('/:id/succeed', (request, response) => {
    const { id } = request.params;
    if (findPayment(shop, id).shown.status === 'pending') pay(shop, id);
    response.redirect(303, `../${id}`);
  });
  pages.post('/:id/cancel', (request, response) => {
    const { id } = request.params;
    if (findPayment(shop, id).shown.status === 'pending') decline(shop, id, canceledByMerchant);
    response.redirect(303, `../${id}`);
  });
  pages.post('/:id/leave', (request, response) => response.redirect(303, `../${request.params.id}?left`));

  pages.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (!(error instanceof Problem)) return next(error);
    response
      .status(404)
      .type('html')
      .send('<!doctype html><meta charset="utf-8"><title>Оплата</title><p>Такого платежа нет.</p>');
  });
  return pages;

  function page({ shown, returnUrl }: Payment, left: boolean): string {
    const { id, amount, description = null, status, test } = shown;
    return payPage({
      brand: 'ЮKassa',
      about: `Магазин № ${shop.shopId}${test ? ' · тестовый' : ''}`,
      amount,
      description,
      id,
      state: left && status === 'pending' ? 'left' : status,
      returnUrl,
    });
  }
}

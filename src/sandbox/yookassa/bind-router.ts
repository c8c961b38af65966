import { Router } from 'express';
import { payPage } from '../pay-page.js';
import { endBinding, expireBindings, findMethod } from './methods.js';
import type { Method } from './objects.js';
import { Problem } from './problem.js';
import type { Shop } from './shop.js';

const states = { pending: 'pending', active: 'succeeded', inactive: 'canceled' } as const;

/** The page on which a card is saved and nothing paid. */
export function createBindRouter(shop: Shop): Router {
  const pages = Router();
  pages.param('id', (_request, response, next, id: string) => {
    expireBindings(shop);
    try {
      findMethod(shop, id);
      next();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      response
        .status(404)
        .type('html')
        .send('<!doctype html><meta charset="utf-8"><title>Карта</title><p>Такой страницы нет.</p>');
    }
  });
  pages.get('/:id', (request, response) => {
    response
      .type('html')
      .send(page(findMethod(shop, request.params.id), request.query['left'] !== undefined));
  });
  for (const [action, to] of [
    ['succeed', 'active'],
    ['cancel', 'inactive'],
  ] as const) {
    pages.post(`/:id/${action}`, (request, response) => {
      const { id, shown } = findMethod(shop, request.params.id);
      if (shown.status === 'pending') endBinding(shop, id, to);
      response.redirect(303, `../${id}`);
    });
  }
  pages.post('/:id/leave', (request, response) => response.redirect(303, `../${request.params.id}?left`));
  return pages;

  function page({ id, shown }: Method, left: boolean): string {
    return payPage({
      brand: 'ЮKassa',
      about: `Магазин № ${shop.shopId}${shop.test ? ' · тестовый' : ''}`,
      amount: { value: '0.00', currency: 'RUB' },
      description: 'Привязка карты',
      id,
      state: left && shown.status === 'pending' ? 'left' : states[shown.status],
      returnUrl: shown.confirmation?.return_url ?? null,
    });
  }
}

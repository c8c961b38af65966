import { timingSafeEqual } from 'node:crypto';
import express, { Router, type RequestHandler } from 'express';
import type { Faults } from '../till/faults.js';
import { noteCalls } from '../till/journal.js';
import { once } from './idempotence.js';
import { page } from './lists.js';
import { createMethod, expireBindings, findMethod } from './methods.js';
import { readPaymentOrder, readRefundOrder } from './orders.js';
import { cancelPayment, capturePayment, createPayment, expirePayments, findPayment } from './payments.js';
import { answerProblem, loginRefused, Problem } from './problem.js';
import { createRefund, findRefund } from './refunds.js';
import type { Shop } from './shop.js';

/** The API as https://api.yookassa.ru/v3 has it. */
export function createApi(shop: Shop, faults: Faults): Router {
  const api = Router();
  api.use(noteCalls(shop), faults.strike, login(shop), express.json({ limit: '256kb', type: () => true }));
  api.use((_request, _response, next) => {
    expirePayments(shop);
    expireBindings(shop);
    next();
  });
  paymentRoutes(api, shop);

  api.get('/me', (_request, response) => void response.json(me(shop)));
  api.post(
    '/refunds',
    once(shop, (body) => createRefund(shop, readRefundOrder(body))),
  );
  api.get('/refunds', (request, response) => {
    response.json(page(shop.refunds.values(), request.query));
  });
  api.get('/refunds/:id', (request, response) => void response.json(findRefund(shop, request.params.id)));

  api.post(
    '/payment_methods',
    once(shop, (body) => createMethod(shop, body)),
  );
  api.get(
    '/payment_methods/:id',
    (request, response) => void response.json(findMethod(shop, request.params.id).shown),
  );

  api.use(() => {
    throw new Problem(404, 'No such method');
  });
  api.use(answerProblem);
  return api;
}

function paymentRoutes(api: Router, shop: Shop): void {
  api.post(
    '/payments',
    once(shop, (body) => createPayment(shop, readPaymentOrder(body, shop.fiscalization))),
  );
  api.get('/payments', (request, response) => {
    response.json(
      page(
        [...shop.payments.values()].map(({ shown }) => shown),
        request.query,
      ),
    );
  });
  api.get(
    '/payments/:id',
    (request, response) => void response.json(findPayment(shop, request.params.id).shown),
  );
  api.post(
    '/payments/:id/capture',
    once(shop, (_body, id) => capturePayment(shop, id)),
  );
  api.post(
    '/payments/:id/cancel',
    once(shop, (_body, id) => cancelPayment(shop, id)),
  );
}

const me = ({ shopId, test, fiscalization }: Shop) => ({
  account_id: shopId,
  test,
  status: 'enabled',
  fiscalization: { enabled: fiscalization },
  payment_methods: ['bank_card', 'yoo_money'],
});

/** HTTP Basic, shop id and secret key. */
function login({ shopId, secretKey }: Shop): RequestHandler {
  const expected = Buffer.from(`Basic ${Buffer.from(`${shopId}:${secretKey}`).toString('base64')}`);
  return (request, _response, next) => {
    const given = Buffer.from(request.get('authorization') ?? '');
    if (given.length === expected.length && timingSafeEqual(given, expected)) return next();
    throw loginRefused();
  };
}

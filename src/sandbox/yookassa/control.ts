import express, { Router } from 'express';
import { z } from 'zod';
import { amountSchema } from './amounts.js';
import { controlTroubles } from '../till/control.js';
import type { Faults } from '../till/faults.js';
import { declineCharges, endBinding, findMethod } from './methods.js';
import type { PaymentObject } from './objects.js';
import { alter, canceledByMerchant, decline, expirePayments, findPayment, pay } from './payments.js';
import { answerProblem, readAs } from './problem.js';
import { refundByHand, settleRefund } from './refunds.js';
import type { Shop } from './shop.js';

const cancelSchema = z
  .object({
    party: z.enum(['merchant', 'yoo_money', 'payment_network']).default('payment_network'),
    reason: z.string(),
  })
  .optional();
const refundSchema = z.object({ amount: amountSchema.optional() }).optional();
const outcomeSchema = z.object({ outcome: z.enum(['succeeded', 'pending', 'canceled']) });
const tamperSchema = z.object({
  amount: z.string().optional(),
  currency: z.string().optional(),
  test: z.boolean().optional(),
  account_id: z.string().optional(),
  metadata: z.record(z.string(), z.string()).optional(),
  receipt_registration: z.enum(['pending', 'succeeded', 'canceled']).optional(),
});

/** What people, tests and fault runs do to the emulator, beside its own API. */
export function createControl(shop: Shop, faults: Faults): Router {
  const control = Router();
  control.post('/forge', express.text({ type: () => true, limit: '2mb' }), async (request, response) => {
    response.json({ status: await shop.notifier.forge(String(request.body)) });
  });
  control.use(express.json());
  controlPayments(control, shop);
  controlRefunds(control, shop);
  controlMethods(control, shop);

  controlTroubles(control, faults, shop, readAs);
  control.get('/journal', (_request, response) => void response.json(shop.journal));
  control.use(answerProblem);
  return control;
}

function controlPayments(control: Router, shop: Shop): void {
  control.get('/payments', (_request, response) => {
    expirePayments(shop);
    response.json([...shop.payments.values()].map(({ shown, receipt }) => ({ ...shown, receipt })));
  });
  control.post('/payments/:id/succeed', (request, response) => {
    response.json(pay(shop, request.params.id));
  });
  control.post('/payments/:id/cancel', (request, response) => {
    response.json(decline(shop, request.params.id, readAs(cancelSchema, request.body) ?? canceledByMerchant));
  });
  control.post('/payments/:id/leave', (request, response) => {
    response.json(findPayment(shop, request.params.id).shown);
  });
  control.post('/payments/:id/refund', (request, response) => {
    response.json(refundByHand(shop, request.params.id, readAs(refundSchema, request.body)?.amount));
  });
  control.patch('/payments/:id', (request, response) => {
    const { shown } = findPayment(shop, request.params.id);
    response.json(alter(shop, shown.id, tampered(shown, readAs(tamperSchema, request.body))));
  });
}

function controlRefunds(control: Router, shop: Shop): void {
  control.post('/refunds', (request, response) => {
    shop.refundsBecome = readAs(outcomeSchema, request.body).outcome;
    response.json([...shop.refunds.values()]);
  });
  control.post('/refunds/:id/succeed', (request, response) => {
    response.json(settleRefund(shop, request.params.id, 'succeeded'));
  });
  control.post('/refunds/:id/cancel', (request, response) => {
    response.json(settleRefund(shop, request.params.id, 'canceled'));
  });
}

const chargesSchema = z.object({ wait: z.boolean().optional(), saves: z.boolean().optional() });

function controlMethods(control: Router, shop: Shop): void {
  control.get('/payment_methods', (_request, response) => void response.json([...shop.methods.values()]));
  control.post('/payment_methods/:id/succeed', (request, response) => {
    response.json(endBinding(shop, request.params.id, 'active'));
  });
  control.post('/payment_methods/:id/cancel', (request, response) => {
    response.json(endBinding(shop, request.params.id, 'inactive'));
  });
  control.post('/payment_methods/:id/declines', (request, response) => {
    response.json(declineCharges(shop, request.params.id, readAs(cancelSchema, request.body) ?? null));
  });
  control.delete('/payment_methods/:id', (request, response) => {
    const method = findMethod(shop, request.params.id);
    shop.methods.delete(method.id);
    response.json(method);
  });
  control.post('/charges', (request, response) => {
    const { wait, saves } = readAs(chargesSchema, request.body);
    shop.chargesWait = wait ?? shop.chargesWait;
    shop.saves = saves ?? shop.saves;
    response.json({ wait: shop.chargesWait, saves: shop.saves });
  });
}

function tampered(shown: PaymentObject, change: z.output<typeof tamperSchema>): Partial<PaymentObject> {
  const { amount = shown.amount.value, currency = shown.amount.currency, account_id: account } = change;
  return {
    amount: { value: amount, currency },
    test: change.test ?? shown.test,
    recipient: { ...shown.recipient, account_id: account ?? shown.recipient.account_id },
    metadata: change.metadata ?? shown.metadata,
    ...(change.receipt_registration && { receipt_registration: change.receipt_registration }),
  };
}

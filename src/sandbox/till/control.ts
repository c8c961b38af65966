import express, { Router } from 'express';
import { z } from 'zod';
import { faultSchema, type Faults } from './faults.js';
import { deliverySchema, type Outgoing } from './notices.js';
import type { Till } from './till.js';
import { answerUnfit, readAs } from './unfit.js';

const endings = ['canceled', 'expired', 'failed'] as const;
const refundSchema = z.object({ minor: z.int().min(1).optional() }).optional();
const webhookSchema = z.object({ url: z.url({ protocol: /^https?$/ }).nullable() });
const tamperSchema = z.object({
  minor: z.int().min(0).optional(),
  currency: z.string().optional(),
  paymentId: z.string().nullable().optional(),
});

/**
 * What people, tests and fault runs do to an emulator, the same for each; `more` is what only this one has. A bill is
 * shown as it is kept: src/sandbox/till/bill.ts.
 */
export function createControl<Data>(
  till: Till<Data>,
  more: (control: Router) => void = () => undefined,
): Router {
  const control = Router();
  control.post('/forge', express.text({ type: () => true, limit: '2mb' }), async (request, response) => {
    response.json({ status: await till.notifier.forge(String(request.body)) });
  });
  control.use(express.json());
  more(control);
  controlBills(control, till);
  controlTroubles(control, till.faults, till.out, readAs);
  control.get('/journal', (_request, response) => void response.json(till.out.journal));
  control.use(answerUnfit);
  return control;
}

function controlBills<Data>(control: Router, till: Till<Data>): void {
  control.get('/payments', (_request, response) => void response.json([...till.bills.values()]));
  control.post('/payments/:id/succeed', (request, response) => {
    response.json(till.pay(request.params.id));
  });
  for (const ending of endings) {
    control.post(`/payments/:id/${ending}`, (request, response) => {
      response.json(till.end(request.params.id, ending));
    });
  }
  control.post('/payments/:id/refund', (request, response) => {
    const { id, minor: paid, refundedMinor } = till.find(request.params.id);
    response.json(till.refund(id, readAs(refundSchema, request.body)?.minor ?? paid - refundedMinor));
  });
  control.patch('/payments/:id', (request, response) => {
    const bill = till.find(request.params.id);
    const {
      minor = bill.minor,
      currency = bill.currency,
      paymentId = bill.paymentId,
    } = readAs(tamperSchema, request.body);
    response.json(till.change(bill.id, { minor, currency, paymentId }));
  });
  for (const ending of ['succeeded', 'canceled'] as const) {
    control.post(`/refunds/:id/${ending}`, (request, response) => {
      response.json(till.endRefund(request.params.id, ending));
    });
  }
}

/** What goes wrong with calls and with notifications. `read` throws what the emulator's control answers. */
export function controlTroubles(
  control: Router,
  faults: Faults,
  out: Pick<Outgoing<unknown>, 'delivery' | 'webhookUrl'>,
  read: typeof readAs,
): void {
  control.post('/faults', (request, response) => {
    faults.add(read(faultSchema, request.body));
    response.json(faults.list());
  });
  control.get('/faults', (_request, response) => {
    response.json(faults.list());
  });
  control.delete('/faults', (_request, response) => {
    faults.clear();
    response.json(faults.list());
  });
  control.post('/webhooks', (request, response) => {
    out.delivery = read(deliverySchema, request.body);
    response.json(out.delivery);
  });
  control.put('/webhook', (request, response) => {
    out.webhookUrl = read(webhookSchema, request.body).url;
    response.json({ url: out.webhookUrl });
  });
}

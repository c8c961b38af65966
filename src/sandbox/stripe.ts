import { Router } from 'express';
import { z } from 'zod';
import { createApi, type StripeTill } from './stripe-api.js';
import { controlCards } from './stripe-charges.js';
import { newId } from './stripe-ids.js';
import { Problem } from './stripe-problem.js';
import { letterOf, secretKey, sign, subjectOf, webhookSecret, type StripeBill } from './stripe-wire.js';
import { createControl } from './till/control.js';
import { defineEmulator, type Emulator } from './till/emulator.js';
import { createPayPages } from './till/pay-pages.js';
import { Till } from './till/till.js';
import { readAs, Unfit } from './till/unfit.js';

const dayMs = 24 * 3_600_000;

/** Stripe Checkout with one account in test mode. Told again for three days, each time under a new signature. */
export const stripe = defineEmulator({
  id: 'stripe',
  environment: (url) => ({
    STRIPE_SECRET_KEY: secretKey,
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    STRIPE_API_URL: url,
  }),
  otherKeys: { STRIPE_WEBHOOK_SECRET: 'whsec_ofSomebodyElse0001' },
  sign: (body) => sign(body, Date.now()),

  open(place): Emulator & { readonly till: StripeTill } {
    const till: StripeTill = new Till(
      {
        brand: 'Stripe',
        refuse: (kind) => new Problem(Number(kind), kind === '429' ? 'rate_limit_error' : 'api_error'),
        eventOf,
        newRefundId: () => newId('re'),
        eventOfRefund: ({ id }) => `refund.created ${id}`,
        compose(event, bill, nowMs) {
          const [name = '', refundId = ''] = event.split(' ');
          return letterOf(name, subjectOf(name, bill, till.refunds.get(refundId)), nowMs);
        },
        accepts: (status) => status >= 200 && status < 300,
        againMs: (attempts, ageMs) => (ageMs > 3 * dayMs ? null : Math.min(1_000 * 2 ** attempts, dayMs / 2)),
      },
      place,
    );
    const router = Router();
    router.use('/pay', createPayPages(till));
    router.use('/v1', createApi(till));
    return {
      till,
      router,
      control: createControl(till, (control) => {
        controlBanks(control, till);
        controlCards(control, till);
      }),
      snapshot: () => till.snapshot(),
      close: () => till.close(),
    };
  },
});

function eventOf({ state, data: { waits, mode } }: StripeBill): string | null {
  if (mode === 'charge') return `payment_intent.${state === 'paid' ? 'succeeded' : 'payment_failed'}`;
  if (state === 'paid')
    return waits ? 'checkout.session.async_payment_succeeded' : 'checkout.session.completed';
  if (state === 'failed') return 'checkout.session.async_payment_failed';
  return state === 'expired' ? 'checkout.session.expired' : null;
}

const disputeSchema = z.object({
  status: z.enum([
    'needs_response',
    'under_review',
    'won',
    'lost',
    'warning_needs_response',
    'warning_closed',
  ]),
});

/** What banks do: take their time, dispute, and refuse a refund days later. */
function controlBanks(control: Router, till: StripeTill): void {
  control.post('/payments/:id/wait', (request, response) => {
    const { id, data } = till.find(request.params.id);
    const bill = till.change(id, { endsMs: null, data: { ...data, waits: true } });
    till.notifier.tell('checkout.session.completed', bill);
    response.json(bill);
  });
  control.post('/payments/:id/failed', (request, response) => {
    const { id, data } = till.find(request.params.id);
    const bill = till.end(id, 'failed');
    response.json(till.change(bill.id, { data: { ...data, waits: false } }));
  });
  control.post('/payments/:id/dispute', (request, response) => {
    const { status } = readAs(disputeSchema, request.body);
    const { id, state, data } = till.find(request.params.id);
    if (state !== 'paid') throw new Unfit(409, `bill ${id} is not paid`);
    const closed = ['won', 'lost', 'warning_closed'].includes(status);
    const bill = till.change(id, { data: { disputedMs: till.nowMs(), ...data, dispute: status } });
    till.notifier.tell(closed ? 'charge.dispute.closed' : 'charge.dispute.created', bill);
    response.json(bill);
  });
  control.post('/refunds/:id/fail', (request, response) => {
    const refund = till.refunds.get(request.params.id);
    if (refund?.state !== 'succeeded') throw new Unfit(409, 'no refund that succeeded');
    const bill = till.find(refund.billId);
    const failed = { ...refund, state: 'canceled' } as const;
    till.refunds.set(refund.id, failed);
    const left = till.change(bill.id, { refundedMinor: bill.refundedMinor - refund.minor });
    till.notifier.tell(`refund.failed ${refund.id}`, left);
    response.json(failed);
  });
}

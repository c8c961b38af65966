import { Router } from 'express';
import { z } from 'zod';
import {
  addRecurrences,
  chargeDue,
  controlRecurrences,
  deedsOf,
  recurrencePages,
} from './cryptomus-recurrences.js';
import { createApi, refuse, type HeleketTill } from './heleket-api.js';
import {
  compose,
  isFinal,
  merchant,
  paymentKey,
  statusOf,
  type HeleketBill,
  type HeleketData,
} from './heleket-wire.js';
import { createControl } from './till/control.js';
import { defineEmulator, type Emulator } from './till/emulator.js';
import { createPayPages } from './till/pay-pages.js';
import { Till } from './till/till.js';
import { readAs, Unfit } from './till/unfit.js';

const dayMs = 24 * 3_600_000;

/**
 * Heleket or Cryptomus with one merchant. A known order_id answers its old invoice. Told of each state until a 2xx; how
 * often at most is not published: a day here. Cryptomus repeats payments, too.
 */
const defineMember = (id: string, prefix: string, brand: string, repeats = false) =>
  defineEmulator({
    id,
    environment: (url) => ({
      [`${prefix}_MERCHANT_ID`]: merchant,
      [`${prefix}_API_KEY`]: paymentKey,
      [`${prefix}_API_URL`]: url,
      [`${prefix}_ALLOWED_NETWORKS`]: 'any',
    }),
    otherKeys: { [`${prefix}_API_KEY`]: `${id}OtherPaymentKey0123456789` },

    open(place): Emulator & { readonly till: HeleketTill } {
      const till: HeleketTill = new Till(
        {
          brand,
          refuse,
          // Who named no callback hears nothing. Where the sandbox delivers is its control's, as everywhere.
          eventOf: (bill) => (bill.data.callback === null ? null : statusOf(bill)),
          eventOfRefund: ({ billId }) => {
            const bill = till.find(billId);
            return bill.refundedMinor === bill.minor ? 'refund_paid' : null;
          },
          compose,
          accepts: (status) => status >= 200 && status < 300,
          againMs: (attempts, ageMs) => (ageMs > dayMs ? null : Math.min(1_000 * 2 ** attempts, 3_600_000)),
        },
        place,
      );
      const router = Router();
      const tick = repeats ? setInterval(() => chargeDue(till), 100) : undefined;
      if (repeats) router.use('/pay', recurrencePages(till));
      router.use('/pay', createPayPages(till, deedsOf));
      router.use('/v1', createApi(till, repeats ? (method) => addRecurrences(method, till) : undefined));
      return {
        till,
        router,
        control: createControl(till, (control) => {
          controlStates(control, till);
          if (repeats) controlRecurrences(control, till);
        }),
        snapshot: () => till.snapshot(),
        close() {
          clearInterval(tick);
          till.close();
        },
      };
    },
  });

export const heleket = defineMember('heleket', 'HELEKET', 'Heleket');
export const cryptomus = defineMember('cryptomus', 'CRYPTOMUS', 'Cryptomus', true);

const stateSchema = z.object({
  status: z.enum([
    'process',
    'confirm_check',
    'wrong_amount_waiting',
    'wrong_amount',
    'locked',
    'paid_over',
    'fail',
    'refund_process',
    'refund_fail',
  ]),
  additional: z.string().optional(),
});

/** What only this family knows: paid short, paid over, held. */
function controlStates(control: Router, till: HeleketTill): void {
  control.post('/payments/:id/status', (request, response) => {
    const { status, additional } = readAs(stateSchema, request.body);
    const bill = till.find(request.params.id);
    if (status === 'wrong_amount_waiting' && !bill.data.multiple)
      throw new Unfit(409, 'the invoice takes one payment');
    const data = { ...bill.data, status, ...(additional !== undefined && { additional }) };
    response.json(status === 'paid_over' ? till.pay(bill.id, { data }) : become(till, bill, data));
  });
}

/** A final state outlives the invoice's time. */
function become(till: HeleketTill, { id, endsMs }: HeleketBill, data: HeleketData): HeleketBill {
  const bill = { ...till.find(id), data };
  const changed = till.change(id, { data, endsMs: isFinal(bill) ? null : endsMs });
  if (data.callback !== null) till.notifier.tell(statusOf(changed), changed);
  return changed;
}

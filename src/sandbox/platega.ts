import { Router } from 'express';
import {
  createPlategaApi,
  mannersSchema,
  merchantId,
  Problem,
  secret,
  statusOf,
  type Manners,
} from './platega-api.js';
import { decimal } from './till/bill.js';
import { createControl } from './till/control.js';
import { defineEmulator, type Emulator } from './till/emulator.js';
import { createPayPages } from './till/pay-pages.js';
import { Till } from './till/till.js';
import { readAs } from './till/unfit.js';

const retries = { times: 3, everyMs: 5 * 60_000 };

/**
 * Platega with one shop. PUT /control/platega/manners has what differs from shop to shop; POST /control/platega/forge
 * without a body is its check of the shop's address.
 */
export const platega = defineEmulator({
  id: 'platega',
  environment: (url) => ({
    PLATEGA_MERCHANT_ID: merchantId,
    PLATEGA_SECRET: secret,
    PLATEGA_API_URL: `${url}/api`,
  }),

  open(place): Emulator & { readonly till: Till<number | null> } {
    let manners: Manners = mannersSchema.parse({});
    const till: Till<number | null> = new Till(
      {
        brand: 'Platega',
        refuse: (kind) =>
          new Problem(Number(kind), kind === '401' ? 'Merchant not exists' : 'Try again later'),
        eventOf: ({ state }) => (state === 'paid' ? 'CONFIRMED' : 'CANCELED'),
        eventOfRefund: () => 'CHARGEBACKED',
        compose(_event, bill) {
          const fields = {
            id: bill.id,
            amount: Number(decimal(bill.minor)),
            currency: bill.currency,
            status: statusOf(bill, manners),
            paymentMethod: bill.data ?? 2,
            ...(bill.paymentId !== null && { payload: bill.paymentId }),
          };
          const isPascal = manners.keys === 'pascal';
          return {
            headers: { 'content-type': 'application/json', 'X-MerchantId': merchantId, 'X-Secret': secret },
            body: JSON.stringify(isPascal ? pascal(fields) : fields),
          };
        },
        accepts: (status) => status === 200,
        againMs: (attempts) => (attempts > retries.times ? null : retries.everyMs),
      },
      place,
    );
    const router = Router();
    router.use('/pay', createPayPages(till));
    router.use(
      '/api',
      createPlategaApi(till, () => manners),
    );
    const control = createControl(till, (more) => {
      more.put('/manners', (request, response) => {
        manners = readAs(mannersSchema, request.body);
        response.json(manners);
      });
    });
    return { till, router, control, snapshot: () => till.snapshot(), close: () => till.close() };
  },
});

const pascal = (fields: object): object =>
  Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key.charAt(0).toUpperCase() + key.slice(1), value]),
  );

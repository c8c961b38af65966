import { Router } from 'express';
import { z } from 'zod';
import { createFreekassaApi, Problem } from './freekassa-api.js';
import { compose, mannersSchema, type Manners } from './freekassa-notices.js';
import { openForm } from './freekassa-orders.js';
import { apiKey, firstSecret, secondSecret, shopId } from './freekassa-signatures.js';
import { createControl } from './till/control.js';
import { defineEmulator, type Emulator } from './till/emulator.js';
import { createPayPages } from './till/pay-pages.js';
import { Till } from './till/till.js';
import { answerUnfit, readAs } from './till/unfit.js';

/** How often it tells a deaf shop is not published. */
const retries = { times: 5, everyMs: 60_000 };

const savedSchema = z.object({ nonce: z.number() }).catch({ nonce: 0 });

/**
 * FreeKassa with one shop: API, form and notification. PUT /control/freekassa/manners says how it tells of a payment:
 * `{by, amount, feeMinor}`.
 */
export const freekassa = defineEmulator({
  id: 'freekassa',
  environment: (url) => ({
    FREEKASSA_ENABLED: 'true',
    FREEKASSA_MERCHANT_ID: String(shopId),
    FREEKASSA_API_KEY: apiKey,
    FREEKASSA_FIRST_SECRET: firstSecret,
    FREEKASSA_SECOND_SECRET: secondSecret,
    FREEKASSA_PAYMENT_IP: '203.0.113.7',
    FREEKASSA_API_URL: `${url}/v1`,
    FREEKASSA_PAYMENT_URL: `${url}/form`,
    FREEKASSA_ALLOWED_NETWORKS: '127.0.0.0/8,::1',
  }),
  otherKeys: { FREEKASSA_SECOND_SECRET: 'another-second-secret' },

  open(place): Emulator & { readonly till: Till<null> } {
    let manners: Manners = mannersSchema.parse({});
    const nonce = { last: savedSchema.parse(place.state).nonce };
    const till: Till<null> = new Till(
      {
        brand: 'FreeKassa',
        refuse: (kind) => new Problem(Number(kind), kind === '401' ? 'Wrong signature' : 'Try again later'),
        eventOf: ({ state }) => (state === 'paid' ? 'paid' : null),
        compose: (_event, bill) => compose(bill, manners),
        accepts: (status, body) => status === 200 && body.trim() === 'YES',
        againMs: (attempts) => (attempts >= retries.times ? null : retries.everyMs),
      },
      place,
    );
    const router = Router();
    router.use('/pay', createPayPages(till));
    router.get('/form', (request, response) => response.redirect(302, openForm(till, request.query)));
    router.use('/v1', createFreekassaApi(till, nonce));
    router.use(answerUnfit);
    const control = createControl(till, (more) => {
      more.put('/manners', (request, response) => {
        manners = readAs(mannersSchema, request.body);
        response.json(manners);
      });
    });
    return {
      till,
      router,
      control,
      snapshot: () => ({ ...till.snapshot(), nonce: nonce.last }),
      close: () => till.close(),
    };
  },
});

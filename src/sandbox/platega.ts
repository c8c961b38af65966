import { Router } from 'express';
import { createPlategaApi, mannersSchema, statusOf, type Manners } from './platega-api.js';
import { merchantId, Problem, secret } from './platega-problem.js';
import { isAgreement, isCharge, methodOf, moment, type Sold } from './platega-sold.js';
import { createSubscriptionPages } from './platega-subscription-pages.js';
import { createSubscriptions, deeds, type Subscriptions } from './platega-subscriptions.js';
import { decimal, type Bill } from './till/bill.js';
import { createControl } from './till/control.js';
import { defineEmulator, type Emulator, type Place } from './till/emulator.js';
import { createPayPages } from './till/pay-pages.js';
import { Till } from './till/till.js';
import { readAs } from './till/unfit.js';

const retries = { times: 3, everyMs: 5 * 60_000 };
const tickMs = 100;

interface Platega extends Emulator {
  readonly till: Till<Sold>;
  readonly subscriptions: Subscriptions;
}

/** Nothing of the body is in it. */
const sign = () => ({ 'X-MerchantId': merchantId, 'X-Secret': secret });

/**
 * Platega with one shop. PUT /control/platega/manners has what differs from shop to shop; POST /control/platega/forge
 * without a body is its check of the shop's address; GET /control/platega/subscriptions is what it charges by itself, and
 * POST …/subscriptions/:id/charge, fail or cancel is what happens to one before its time.
 */
export const platega = defineEmulator({
  id: 'platega',
  environment: (url) => ({
    PLATEGA_MERCHANT_ID: merchantId,
    PLATEGA_SECRET: secret,
    PLATEGA_SUBSCRIPTIONS_ENABLED: 'true',
    PLATEGA_API_URL: `${url}/api`,
  }),
  otherKeys: { PLATEGA_SECRET: 'another-platega-secret' },
  sign,

  open(place): Platega {
    let manners: Manners = mannersSchema.parse({});
    const till = createTill(place, () => manners);
    const subscriptions = createSubscriptions(till);
    const tick = setInterval(() => subscriptions.tick(), tickMs);
    const router = Router();
    router.use(createSubscriptionPages(till, subscriptions));
    router.use('/pay', createPayPages(till));
    router.use(
      '/api',
      createPlategaApi(till, subscriptions, () => manners),
    );
    const control = createControl(till, (more) => {
      more.put('/manners', (request, response) => {
        manners = readAs(mannersSchema, request.body);
        response.json(manners);
      });
      more.get('/subscriptions', (_request, response) => void response.json(subscriptions.all()));
      for (const deed of deeds)
        more.post(`/subscriptions/:id/${deed}`, (request, response) => {
          response.json(subscriptions.act(request.params.id, deed));
        });
    });
    return {
      till,
      subscriptions,
      router,
      control,
      snapshot: () => till.snapshot(),
      close() {
        clearInterval(tick);
        till.close();
      },
    };
  },
});

const createTill = (place: Place, manners: () => Manners): Till<Sold> =>
  new Till<Sold>(
    {
      brand: 'Platega',
      refuse: (kind) => new Problem(Number(kind), kind === '401' ? 'Merchant not exists' : 'Try again later'),
      eventOf(bill) {
        // Its first charge tells.
        if (isAgreement(bill)) return bill.state === 'paid' ? null : 'SUBSCRIPTION_FAILED';
        return bill.state === 'paid' ? 'CONFIRMED' : 'CANCELED';
      },
      eventOfRefund: () => 'CHARGEBACKED',
      compose(event, bill) {
        const fields = fieldsOf(event, bill, manners());
        const isPascal = manners().keys === 'pascal' || isAgreement(bill) || isCharge(bill);
        return {
          headers: { 'content-type': 'application/json', ...sign() },
          body: JSON.stringify(isPascal ? pascal(fields) : fields),
        };
      },
      accepts: (status) => status === 200,
      againMs: (attempts) => (attempts > retries.times ? null : retries.everyMs),
    },
    place,
  );

function fieldsOf(event: string, bill: Bill<Sold>, manners: Manners): object {
  const { id, minor, currency, paymentId } = bill;
  const paid = { id, amount: Number(decimal(minor)), currency, paymentMethod: methodOf(bill) };
  if (isAgreement(bill)) {
    const nextChargeAt = moment(bill.data.nextMs);
    return { ...paid, status: event, payload: '', subscriptionId: id, nextChargeAt };
  }
  const status = statusOf(bill, manners);
  if (isCharge(bill)) {
    const { agreementId: subscriptionId, nextMs } = bill.data;
    return { ...paid, status, payload: '', subscriptionId, nextChargeAt: moment(nextMs) };
  }
  return { ...paid, status, ...(paymentId !== null && { payload: paymentId }) };
}

const pascal = (fields: object): object =>
  Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key.charAt(0).toUpperCase() + key.slice(1), value]),
  );

import { randomInt } from 'node:crypto';
import type { Router } from 'express';
import { z } from 'zod';
import type { Bill } from './till/bill.js';
import type { Till } from './till/till.js';
import { readAs, Unfit } from './till/unfit.js';
import type { Sold, Told } from './tribute-sold.js';

/** Null is somebody who paid by e-mail. */
const personSchema = z.int().positive().nullable();

const chargeSchema = z.object({
  event: z.enum(['new_subscription', 'renewed_subscription', 'cancelled_subscription']),
  telegram_user_id: personSchema,
  subscription_id: z.int().default(1644),
  period_id: z.int().default(1547),
  period: z.string().default('monthly'),
  price: z.int().min(0).default(299_00),
  currency: z.enum(['rub', 'eur', 'usd']).default('rub'),
  expires_at: z.iso.datetime({ offset: true }),
  type: z.enum(['regular', 'gift', 'trial']).default('regular'),
});
const purchaseSchema = z.object({
  telegram_user_id: personSchema,
  product_id: z.int().default(77),
  amount: z.int().min(0).default(299_00),
  currency: z.enum(['rub', 'eur', 'usd']).default('rub'),
});

/**
 * What people do with links made in Tribute: `POST /creator/subscriptions` (first, renewed and cancelled),
 * `/creator/purchases`, `/creator/purchases/:id/refund`, `/creator/donations`. Answers the payload that the shop is told.
 */
export function controlCreator(control: Router, till: Till<Sold>): void {
  control.post('/creator/subscriptions', (request, response) => {
    response.json(tellSubscription(till, request.body));
  });
  controlPurchases(control, till);
  control.post('/creator/donations', (request, response) => {
    const { telegram_user_id: person } = readAs(z.object({ telegram_user_id: personSchema }), request.body);
    response.json(
      tell(till, 'new_donation', 500_00, 'rub', {
        donation_request_id: 9,
        amount: 450_00,
        currency: 'rub',
        ...payer(person),
      }),
    );
  });
}

/** What happens to a subscription that was bought by a link; what is not said is as usual. */
export function tellSubscription(till: Till<Sold>, happens: unknown): Told['payload'] {
  const { event, ...charge } = readAs(chargeSchema, happens);
  const fee = charge.type === 'trial' ? charge.price : Math.ceil(charge.price * 0.1);
  return tell(till, event, charge.price, charge.currency, {
    subscription_name: 'VPN ⭐',
    ...charge,
    amount: charge.price - fee,
    ...payer(charge.telegram_user_id),
    channel_id: 614,
    channel_name: 'vpn',
    ...(event === 'cancelled_subscription' && { cancel_reason: '' }),
  });
}

/** Of digital products. */
function controlPurchases(control: Router, till: Till<Sold>): void {
  control.post('/creator/purchases', (request, response) => {
    const {
      telegram_user_id: person,
      product_id: product,
      amount,
      currency,
    } = readAs(purchaseSchema, request.body);
    const purchaseId = randomInt(2 ** 31);
    response.json(
      tell(till, 'new_digital_product', amount, currency, {
        product_id: product,
        purchase_id: purchaseId,
        amount,
        currency,
        ...payer(person),
      }),
    );
  });
  control.post('/creator/purchases/:id/refund', (request, response) => {
    const { minor, data } = purchaseOf(till, Number(request.params.id));
    response.json(
      tell(till, 'digital_product_refunded', minor, String(data.payload['currency']), data.payload),
    );
  });
}

const payer = (person: number | null): object =>
  person === null
    ? { user_id: 31326, trb_user_id: 'W-31326', telegram_user_id: undefined }
    : { user_id: 31326, trb_user_id: 'T-31326', telegram_user_id: person };

/** Told as any notification is: perhaps late, lost, or several times. */
function tell(
  till: Till<Sold>,
  event: string,
  minor: number,
  currency: string,
  payload: Told['payload'],
): Told['payload'] {
  const bill = till.open({
    id: `${event}-${till.bills.size}-${randomInt(2 ** 31)}`,
    paymentId: null,
    minor,
    currency: currency.toUpperCase(),
    description: event,
    endsMs: null,
    returnUrl: null,
    data: { kind: 'told', payload },
  });
  till.notifier.tell(event, till.pay(bill.id));
  return payload;
}

function purchaseOf(till: Till<Sold>, id: number): Bill<Told> {
  const isIt = (bill: Bill<Sold>): bill is Bill<Told> =>
    bill.data.kind === 'told' && bill.data.payload['purchase_id'] === id;
  const bill = [...till.bills.values()].find(isIt);
  if (!bill) throw new Unfit(404, `no purchase ${id}`);
  return bill;
}

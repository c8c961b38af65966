import { createHmac } from 'node:crypto';
import { Router } from 'express';
import { createControl } from './till/control.js';
import { defineEmulator, type Emulator } from './till/emulator.js';
import { createPayPages } from './till/pay-pages.js';
import { Till } from './till/till.js';
import { controlCreator } from './tribute-creator.js';
import { createLinkPages } from './tribute-link-pages.js';
import { Problem } from './tribute-problem.js';
import { createShop, tellsOfOrder } from './tribute-shop.js';
import type { Sold } from './tribute-sold.js';

const apiKey = 'trb-sandbox-api-key-0123456789';
const shopId = 17;
const minuteMs = 60_000;
const retriesMs = [5, 15, 30, 60, 120, 240, 480, 480].map((minutes) => minutes * minuteMs);

const sign = (body: string | Buffer) => ({
  'trbt-signature': createHmac('sha256', apiKey).update(body).digest('hex'),
});

/**
 * Tribute, as somebody sees it who has a shop and sells by links, too: both APIs under one key, and all notifications at
 * one address, told nine times in a day.
 */
export const tribute = defineEmulator({
  id: 'tribute',
  environment: (url) => ({
    TRIBUTE_API_KEY: apiKey,
    TRIBUTE_SHOP_ID: String(shopId),
    TRIBUTE_PRODUCTS: '1644/1547=1, 1644/1548=3, 77=1',
    TRIBUTE_API_URL: `${url}/api/v1`,
  }),
  otherKeys: { TRIBUTE_API_KEY: 'another-key-of-tribute' },
  sign,

  open(place): Emulator & { readonly till: Till<Sold> } {
    const till: Till<Sold> = new Till(
      {
        brand: 'Tribute',
        refuse: (kind) =>
          new Problem(Number(kind), kind === '401' ? 'no_access' : 'error_internal', 'as it was asked to'),
        eventOf: ({ state, data }) => {
          if (data.kind === 'told') return null; // its own route tells
          return state === 'paid' ? 'shop_order' : state === 'failed' ? 'shop_order_payment_failed' : null;
        },
        eventOfRefund: () => 'shop_order_refunded',
        compose(event, bill, nowMs) {
          const payload =
            bill.data.kind === 'told' ? bill.data.payload : tellsOfOrder(event, bill, bill.data, nowMs);
          const body = JSON.stringify({
            name: event,
            created_at: nanoseconds(bill.paidMs ?? bill.createdMs),
            sent_at: nanoseconds(nowMs),
            payload,
          });
          return { headers: { 'content-type': 'application/json', ...sign(body) }, body };
        },
        accepts: (status) => status === 200,
        againMs: (attempts) => retriesMs[attempts - 1] ?? null,
      },
      place,
    );
    const router = Router();
    router.use('/pay', createPayPages(till));
    router.use('/links', createLinkPages(till, place));
    router.use('/api/v1', createShop(till, { apiKey, shopId }));
    return {
      till,
      router,
      control: createControl(till, (control) => controlCreator(control, till)),
      snapshot: () => till.snapshot(),
      close: () => till.close(),
    };
  },
});

/** Times have up to nine digits of a second there. */
const nanoseconds = (ms: number): string => new Date(ms).toISOString().replace('Z', '279448Z');

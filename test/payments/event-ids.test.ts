import { expect } from 'chai';
import { heleketWebhook } from '../../src/payments/heleket-webhook.js';
import { plategaWebhook } from '../../src/payments/platega-webhook.js';

const uuid = '6f2c1c2e-0000-4000-8000-000000000000';
const [platega, cryptomus] = [
  plategaWebhook('merchant', 'secret'),
  heleketWebhook({ provider: 'cryptomus', repeats: true }, 'key', () => {}),
];

describe('the id of an event', () => {
  for (const [webhook, told] of [
    [platega, { id: uuid, status: 'SUBSCRIPTION_PAST_DUE', nextChargeAt: '\0' }],
    [cryptomus, { order_id: 'repeat-7', status: '\0', last_pay_off: '2026-11-26 00:00:00' }],
    [cryptomus, { order_id: 'repeat-7', status: 'paid', last_pay_off: '\0' }],
    [cryptomus, { order_id: 'repeat-7', status: 'paid', sign: '\0' }],
  ] as const)
    it(`is one that a table can hold, though its sender says ${JSON.stringify(told)}`, () => {
      const event = webhook.read(Buffer.from(JSON.stringify(told)));
      expect(event?.id).to.match(/^\P{Cc}+$/u);
    });
});

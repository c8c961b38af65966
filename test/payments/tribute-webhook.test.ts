import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { money } from '../../src/domain/money.js';
import type { ProviderEvent, ProviderWebhook } from '../../src/payments/provider-event.js';
import { tribute } from '../../src/payments/tribute.js';
import { InvalidSignature, MalformedWebhook } from '../../src/webhook.js';
import { offer } from './contract.js';
import { vectorsOf } from './vectors.js';

const webhookOf = (settings: Record<string, string>): ProviderWebhook => {
  const { webhook } = offer(tribute, settings);
  if (!webhook) throw new Error('it takes no webhooks');
  return webhook;
};
const signed = (text: string, signature: string | undefined) => ({
  raw: Buffer.from(text),
  headers: signature === undefined ? {} : { 'trbt-signature': signature },
  ip: '203.0.113.7',
});

const regular = {
  subscription_id: 1644,
  period_id: 1547,
  period: 'monthly',
  price: 299_00,
  amount: 269_10,
  currency: 'rub',
  trb_user_id: 'T-31326',
  telegram_user_id: 12321321,
  expires_at: '2026-12-23T10:15:57.305733Z',
  type: 'regular',
};

describe('a webhook of tribute', () => {
  const webhook = webhookOf({ TRIBUTE_API_KEY: 'k', TRIBUTE_SHOP_ID: '17' });
  const tell = (name: string, payload: object, more: object = {}): ProviderEvent | null =>
    webhook.read(
      Buffer.from(
        JSON.stringify({
          name,
          created_at: '2026-11-23T10:15:58.33246Z',
          sent_at: '2026-11-23T10:15:58.542279448Z',
          payload,
          ...more,
        }),
      ),
    );

  for (const vector of vectorsOf('tribute')) {
    const { what, key, input, expected, negative, base64Form } = vector;
    it(`${negative ? 'refuses' : 'takes'} the vector "${what}", in hex and in base64`, () => {
      const mine = webhookOf({ TRIBUTE_API_KEY: key });
      for (const signature of [String(expected), String(base64Form)]) {
        const verify = () => mine.verify(signed(input, signature));
        if (negative) expect(verify).to.throw(InvalidSignature);
        else verify();
        expect(() => mine.verify(signed(`${input} `, signature)), 'altered').to.throw(InvalidSignature);
        expect(() => webhook.verify(signed(input, signature)), 'foreign key').to.throw(InvalidSignature);
      }
    });
  }

  it('is refused without a signature, with half of one, and with one of another kind', () => {
    const mac = (algorithm: string, text: string) => createHmac(algorithm, 'k').update(text).digest('hex');
    for (const signature of [
      undefined,
      '',
      mac('sha256', '{}').slice(0, 32),
      mac('sha512', '{}'),
      mac('sha256', ''),
    ])
      expect(() => webhook.verify(signed('{}', signature)), signature).to.throw(InvalidSignature);
    webhook.verify(signed('{}', mac('sha256', '{}')));
  });

  it('may be signed with either key while it is being changed, and with no third', () => {
    const both = webhookOf({ TRIBUTE_API_KEY: 'new', TRIBUTE_API_KEY_PREVIOUS: 'old' });
    const by = (key: string) => signed('{}', createHmac('sha256', key).update('{}').digest('hex'));
    both.verify(by('new'));
    both.verify(by('old'));
    for (const key of ['other', '', 'undefined'])
      expect(() => both.verify(by(key))).to.throw(InvalidSignature);
  });

  for (const name of ['new_subscription', 'renewed_subscription']) {
    it(`reads who paid what until when of ${name}: the price, before Tribute's fee`, () => {
      const externalId = '1644:12321321:2026-12-23T10:15:57.305Z';
      const amount = money(299_00n, 'RUB');
      expect(tell(name, regular)).to.deep.equal({
        id: `${externalId}:${name}`,
        kind: 'payment',
        name,
        externalId,
        paymentId: null,
        snapshot: {
          externalId,
          paymentId: null,
          claim: 'succeeded',
          amount,
          refunded: money(0n, 'RUB'),
          ours: true,
        },
        origin: {
          payerTelegramId: 12321321n,
          product: '1644/1547',
          subscription: '1644:12321321',
          paidUntil: new Date('2026-12-23T10:15:57.305Z'),
          at: new Date('2026-11-23T10:15:58.332Z'),
        },
      });
    });
  }

  it('is one charge whichever event tells it, whenever it was sent, in whichever zone it is written', () => {
    const first = tell('new_subscription', regular, { sent_at: '2026-11-24T00:00:00Z' });
    const again = { ...regular, expires_at: '2026-12-23T13:15:57.305999999+03:00' };
    expect(tell('renewed_subscription', again)?.externalId).to.equal(first?.externalId);
    expect(tell('new_subscription', again)?.id).to.equal(first?.id);
    const next = { ...regular, expires_at: '2027-01-23T10:15:57Z' };
    expect(tell('renewed_subscription', next)?.externalId).not.to.equal(first?.externalId);
  });

  it('of who paid by e-mail names no person, and tells one from another', () => {
    const { telegram_user_id: _, ...rest } = regular;
    const one = tell('new_subscription', { ...rest, trb_user_id: 'W-1' });
    const other = tell('new_subscription', { ...rest, trb_user_id: 'W-2' });
    expect(one?.origin?.payerTelegramId).to.equal(null);
    expect(one?.externalId).not.to.equal(other?.externalId);
  });

  for (const [what, name, payload] of [
    ['a trial', 'new_subscription', { ...regular, type: 'trial' }],
    ['what cost nothing', 'new_subscription', { ...regular, price: 0 }],
    ['a donation', 'new_donation', { donation_request_id: 9, amount: 500_00, currency: 'rub' }],
    ['a recurring donation', 'recurrent_donation', { amount: 500_00, currency: 'rub' }],
    ['a renewal of an order', 'shop_order_charge_success', { uuid: '11111111-2222-4333-8444-777777777777' }],
    ['a word that is not there yet', 'constructor', {}],
  ] as const) {
    it(`of ${what} carries no money of ours`, () => {
      const event = tell(name, payload);
      expect(event).to.include({ kind: 'other' }).and.not.have.any.keys('snapshot', 'origin');
      expect(tell(name, payload)?.id).to.equal(event?.id);
    });
  }

  it('of a gift is a payment like any other', () => {
    expect(tell('new_subscription', { ...regular, type: 'gift' })).to.include({ kind: 'payment' });
  });

  it('names a digital product, and the purchase that goes back', () => {
    const bought = {
      purchase_id: 5,
      product_id: 77,
      amount: 150_00,
      currency: 'eur',
      telegram_user_id: 42,
    };
    const amount = money(150_00n, 'EUR');
    const purchase = tell('new_digital_product', bought);
    expect(purchase).to.include({ kind: 'payment', externalId: 'purchase:5' });
    expect(purchase?.snapshot).to.deep.include({ amount });
    expect(purchase?.origin).to.deep.equal({
      payerTelegramId: 42n,
      product: '77',
      subscription: null,
      paidUntil: null,
      at: new Date('2026-11-23T10:15:58.332Z'),
    });
    expect(tell('digital_product_refunded', bought)?.refund).to.deep.equal({
      externalId: 'purchase:5:refund',
      paymentExternalId: 'purchase:5',
      claim: 'succeeded',
      amount,
      reason: null,
    });
  });

  for (const [what, name, payload] of [
    ['half a kopek', 'new_subscription', { ...regular, price: 299.5 }],
    ['an amount in words', 'new_subscription', { ...regular, price: '29900' }],
    ['less than nothing', 'new_subscription', { ...regular, price: -1 }],
    ['a currency that we cannot hold', 'new_subscription', { ...regular, currency: 'kzt' }],
    ['no end', 'new_subscription', { ...regular, expires_at: undefined }],
    ['an end that is none', 'renewed_subscription', { ...regular, expires_at: 'tomorrow' }],
    ['an id that leaves its path', 'shop_order', { uuid: '../shops' }],
    [
      'a refund of no sale',
      'shop_order_refunded',
      { uuid: '11111111-2222-4333-8444-777777777777', status: 'x' },
    ],
    ['a purchase without a number', 'new_digital_product', { product_id: 1, amount: 1, currency: 'rub' }],
  ] as const) {
    it(`with ${what} is malformed`, () => {
      expect(() => tell(name, payload)).to.throw(MalformedWebhook);
    });
  }

  it('of another provider is malformed', () => {
    const yookassa = { type: 'notification', event: 'payment.succeeded', object: { id: 'x' } };
    expect(() => webhook.read(Buffer.from(JSON.stringify(yookassa)))).to.throw(MalformedWebhook);
  });

  it('of the vectors is understood', () => {
    const [subscription, order] = vectorsOf('tribute').map(({ input }) => input);
    expect(webhook.read(Buffer.from(subscription!))?.origin).to.include({ product: '1644/1547' });
    expect(webhook.read(Buffer.from(order!))).to.include({
      externalId: '11111111-2222-4333-8444-777777777777',
      paymentId: 'ord_01JD8ZK3',
    });
  });
});

import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { money } from '../../src/domain/money.js';
import { freekassa } from '../../src/payments/freekassa.js';
import type { ProviderWebhook } from '../../src/payments/provider-event.js';
import { freekassa as emulated } from '../../src/sandbox/freekassa.js';
import { InvalidSignature, MalformedWebhook } from '../../src/webhook.js';
import { serve } from '../sandbox/serve.js';
import { until } from '../support/until.js';
import { offer } from './contract.js';
import { vectorsOf } from './vectors.js';

const shop = {
  FREEKASSA_ENABLED: 'true',
  FREEKASSA_MERCHANT_ID: '7012',
  FREEKASSA_FIRST_SECRET: 'fkFirst#1',
  FREEKASSA_SECOND_SECRET: 'fkSecond#2',
};
const webhookOf = (change: Record<string, string> = {}): ProviderWebhook => {
  const { webhook } = offer(freekassa, { ...shop, ...change });
  if (!webhook) throw new Error('it takes no webhooks');
  return webhook;
};
const fkAddress = '168.119.157.136';
const from = (body: string, ip = fkAddress) => ({ raw: Buffer.from(body), headers: {}, ip });
const md5 = (text: string) => createHash('md5').update(text).digest('hex');
/** A notification, signed over what it says. */
const told = (change: Record<string, string> = {}): URLSearchParams => {
  const fields = { MERCHANT_ID: '7012', AMOUNT: '299', intid: '123', MERCHANT_ORDER_ID: '42', ...change };
  const { MERCHANT_ID: id, AMOUNT: amount, MERCHANT_ORDER_ID: order } = fields;
  return new URLSearchParams({ SIGN: md5(`${id}:${amount}:fkSecond#2:${order}`), ...fields });
};

describe('a webhook of freekassa', () => {
  for (const { what, key, input, expected } of vectorsOf('freekassa').filter(({ what: of }) =>
    of.startsWith('notif'),
  )) {
    it(`is taken as the vector "${what}"`, () => {
      const [MERCHANT_ID = '', AMOUNT = '', , MERCHANT_ORDER_ID = ''] = input.split(':');
      const webhook = webhookOf({ FREEKASSA_SECOND_SECRET: key });
      const body = new URLSearchParams({
        MERCHANT_ID,
        AMOUNT,
        intid: '1',
        MERCHANT_ORDER_ID,
        SIGN: String(expected),
      });

      webhook.verify(from(String(body)));
      body.set('AMOUNT', AMOUNT === '299' ? '299.00' : '299');
      expect(() => webhook.verify(from(String(body)))).to.throw(InvalidSignature);
    });
  }

  it('takes the signature in capitals too', () => {
    const body = told();
    body.set('SIGN', String(body.get('SIGN')).toUpperCase());
    webhookOf().verify(from(String(body)));
  });

  it('wants to read YES, and may come by GET', () => {
    expect(webhookOf()).to.include({ ack: 'YES', takesGet: true });
  });

  for (const [what, change] of [
    ['amount', { AMOUNT: '299.00' }],
    ['order', { MERCHANT_ORDER_ID: '43' }],
    ['shop', { MERCHANT_ID: '7013' }],
    ['signature', { SIGN: md5('') }],
  ] as const) {
    it(`is refused with another ${what}`, () => {
      const body = told();
      for (const [name, value] of Object.entries(change)) body.set(name, value);
      expect(() => webhookOf().verify(from(String(body)))).to.throw(InvalidSignature);
    });
  }

  it('is refused when it is of another shop with the same secret word', () => {
    expect(() => webhookOf().verify(from(String(told({ MERCHANT_ID: '7013' }))))).to.throw(InvalidSignature);
  });

  it('is refused from an address off the list', () => {
    expect(() => webhookOf().verify(from(String(told()), '203.0.113.7'))).to.throw(InvalidSignature);
    webhookOf({ FREEKASSA_ALLOWED_NETWORKS: 'any' }).verify(from(String(told()), '203.0.113.7'));
    for (const ip of ['168.119.60.227', '178.154.197.79', '::ffff:51.250.54.238']) {
      webhookOf().verify(from(String(told()), ip));
    }
  });

  for (const name of ['AMOUNT', 'SIGN', 'MERCHANT_ORDER_ID', 'us_anything']) {
    it(`is malformed when ${name} comes twice`, () => {
      const body = told({ us_anything: '1' });
      body.append(name, String(body.get(name)));

      expect(() => webhookOf().verify(from(String(body)))).to.throw(MalformedWebhook);
      expect(() => webhookOf().read(Buffer.from(String(body)))).to.throw(MalformedWebhook);
    });
  }

  for (const [name, value] of [
    ['AMOUNT', '-1'],
    ['AMOUNT', '1e3'],
    ['AMOUNT', '299,00'],
    ['AMOUNT', '299.001'],
    ['AMOUNT', ''],
    ['intid', 'x'],
    ['intid', ''],
    ['MERCHANT_ORDER_ID', ''],
    ['MERCHANT_ORDER_ID', 'a\u0000b'],
    ['SIGN', ''],
    ['SIGN', 'zz'],
  ] as const) {
    it(`is malformed with the ${name} ${JSON.stringify(value)}`, () => {
      const body = Buffer.from(String(told({ [name]: value })));
      expect(() => webhookOf().read(body)).to.throw(MalformedWebhook);
    });
  }

  for (const [amount, minor] of [
    ['299', 299_00n],
    ['299.5', 299_50n],
    ['299.00', 299_00n],
    ['299.010', 299_01n],
  ] as const) {
    it(`claims exactly ${amount} where nothing can be asked`, () => {
      const { read } = webhookOf({ FREEKASSA_CURRENCY: 'EUR' });
      expect(read(Buffer.from(String(told({ AMOUNT: amount }))))?.snapshot?.amount).to.deep.equal(
        money(minor, 'EUR'),
      );
    });
  }

  it('claims nothing where the API is asked, and is one per order of theirs', () => {
    const { read } = webhookOf({ FREEKASSA_API_KEY: 'some-api-key', FREEKASSA_PAYMENT_IP: '203.0.113.7' });

    const event = read(Buffer.from(String(told())));
    expect(event).to.deep.equal({
      id: '123:paid',
      kind: 'payment',
      name: 'paid',
      tells: 'paid',
      externalId: '42-123',
      paymentId: '42',
    });
    expect(read(Buffer.from(String(told({ intid: '124' }))))?.id).to.equal('124:paid');
  });
});

describe('a notification of freekassa', () => {
  let served: Awaited<ReturnType<typeof serve<ReturnType<typeof emulated.open>>>>;
  before(async () => {
    served = await serve(emulated, { ack: 'YES' });
  });
  after(() => served.close());

  const order = {
    paymentId: 'ord_1',
    minor: 299_00,
    currency: 'RUB',
    description: '',
    endsMs: null,
    returnUrl: null,
    data: null,
  };

  for (const by of ['get', 'urlencoded', 'multipart'] as const) {
    for (const amount of ['short', 'long'] as const) {
      it(`is read when it comes as ${by} with a ${amount} amount`, async () => {
        await served.control('PUT', '/manners', { by, amount });
        const before = served.shop.told.length;
        const id = `1${before}`;
        served.emulator.till.open({ ...order, id });
        served.emulator.till.pay(id);
        await until(() => served.shop.told.length > before && served.emulator.till.out.notices.size === 0);

        const { webhook } = offer(freekassa, served.settings);
        const delivery = served.shop.told[before]!;
        webhook?.verify(delivery);
        expect(webhook?.read(delivery.raw)).to.include({ id: `${id}:paid`, paymentId: 'ord_1' });
        const altered = Buffer.from(String(delivery.raw).replace('ord_1', 'ord_2'));
        expect(() => webhook?.verify({ ...delivery, raw: altered })).to.throw(InvalidSignature);
      });
    }
  }

  it('with the fee on top claims that much, which is not the price', async () => {
    await served.control('PUT', '/manners', { feeMinor: 10_50 });
    const before = served.shop.told.length;
    served.emulator.till.open({ ...order, id: '99' });
    served.emulator.till.pay('99');
    await until(() => served.shop.told.length > before);

    const { webhook } = offer(freekassa, { ...served.settings, FREEKASSA_API_KEY: '' });
    const event = webhook?.read(served.shop.told[before]!.raw);
    expect(event?.snapshot?.amount).to.deep.equal(money(309_50n, 'RUB'));
  });

  it('comes again until it is answered with YES, five times at most', async () => {
    served.shop.body = 'OK';
    const before = served.shop.told.length;
    served.emulator.till.open({ ...order, id: '100' });
    served.emulator.till.pay('100');

    await until(() => {
      served.advance(60_000);
      return served.emulator.till.out.notices.size === 0;
    });

    served.shop.body = 'YES';
    expect(served.shop.told.length - before).to.equal(5);
  });
});

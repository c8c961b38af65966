import { createHash, createHmac } from 'node:crypto';
import { expect } from 'chai';
import { timeSpanMs, toSnapshot, transactionSchema } from '../../src/payments/platega-answers.js';
import { platega } from '../../src/payments/platega.js';
import type { ProviderWebhook } from '../../src/payments/provider-event.js';
import { platega as emulated } from '../../src/sandbox/platega.js';
import { InvalidSignature, MalformedWebhook } from '../../src/webhook.js';
import { serve } from '../sandbox/serve.js';
import { until } from '../support/until.js';
import { callOf, intentOf, offer } from './contract.js';
import { money } from '../../src/domain/money.js';
import { vectorsOf } from './vectors.js';

const merchantId = '11111111-2222-4333-8444-666666666666';
const secret = 'made-up-platega-secret-0001';
const webhookOf = (change: Record<string, string> = {}): ProviderWebhook => {
  const { webhook } = offer(platega, { PLATEGA_MERCHANT_ID: merchantId, PLATEGA_SECRET: secret, ...change });
  if (!webhook) throw new Error('it takes no webhooks');
  return webhook;
};
const id = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
const bytes = (body: object): Buffer => Buffer.from(JSON.stringify(body));
const told = (change: object = {}) =>
  bytes({
    id,
    amount: 299,
    currency: 'RUB',
    status: 'CONFIRMED',
    paymentMethod: 2,
    payload: '17',
    ...change,
  });
const from = (headers: Record<string, string>, raw = told()) => ({ raw, headers, ip: '203.0.113.7' });
const ours = { 'x-merchantid': merchantId, 'x-secret': secret };

describe('a callback of platega', () => {
  it('is taken with the headers of the vector', () => {
    const [vector] = vectorsOf('platega').filter(({ expected }) => expected === true);
    const headers = Object.fromEntries(
      String(vector?.key)
        .split('; ')
        .map((pair) => pair.split('='))
        .map(([name = '', value = '']) => [name.toLowerCase(), value]),
    );

    webhookOf().verify(from(headers));
    webhookOf({ PLATEGA_MERCHANT_ID: merchantId.toUpperCase() }).verify(from(headers));
  });

  it('is never taken by the signature of a payout, which is another API’s', () => {
    const [vector] = vectorsOf('platega').filter(({ expected }) => expected !== true);
    const digest = createHash('sha256').update(String(vector?.['body'])).digest('hex');
    const sig = createHmac('sha256', String(vector?.key)).update(String(vector?.input)).digest('base64');

    expect([vector?.input.endsWith(digest), sig]).to.deep.equal([true, vector?.expected]);
    const headers = { authorization: String(vector?.['header']) };
    expect(() => webhookOf().verify(from(headers, Buffer.from(String(vector?.['body']))))).to.throw(
      InvalidSignature,
    );
  });

  for (const [what, headers] of [
    ['no headers', {}],
    ['another secret', { ...ours, 'x-secret': `${secret}x` }],
    ['an empty secret', { ...ours, 'x-secret': '' }],
    ['another shop', { ...ours, 'x-merchantid': id }],
    ['only the secret', { 'x-secret': secret }],
    ['only the shop', { 'x-merchantid': merchantId }],
    ['the two exchanged', { 'x-merchantid': secret, 'x-secret': merchantId }],
  ] as const) {
    it(`is refused with ${what}`, () => {
      expect(() => webhookOf().verify(from(headers))).to.throw(InvalidSignature);
    });
  }

  it('without headers is taken for a check of the address only when it is empty', () => {
    const webhook = webhookOf();
    webhook.verify(from({}, Buffer.alloc(0)));
    expect(webhook.read(Buffer.alloc(0))).to.equal(null);
    expect(webhook).to.include({ takesGet: true, ack: 'OK' });
    expect(() => webhook.verify(from({}, Buffer.from(' ')))).to.throw(InvalidSignature);
  });

  it('claims nothing by itself, and is one per state, however that is spelled', () => {
    const { read } = webhookOf();

    expect(read(told())).to.deep.equal({
      id: `${id}:CONFIRMED`,
      kind: 'payment',
      name: 'CONFIRMED',
      tells: 'paid',
      externalId: id,
      paymentId: '17',
    });
    expect(read(told({ status: 'CANCELLED' }))?.id).to.equal(read(told({ status: 'canceled' }))?.id);
    expect(read(told({ status: 'CHARGEBACK' }))).to.include({ id: `${id}:CHARGEBACKED`, tells: 'back' });
    expect(read(told({ id: id.toUpperCase() }))).to.deep.equal(read(told()));
    expect(read(told({ payload: undefined }))).to.include({ paymentId: null, externalId: id });
  });

  it('is read whatever the case of its keys', () => {
    const { read } = webhookOf();

    expect(read(bytes({ Id: id, STATUS: 'CONFIRMED', Payload: '17' }))).to.deep.equal(read(told()));
  });

  for (const [what, body] of [
    ['a doubled key', { ...JSON.parse(String(told())), Status: 'CANCELED' }],
    ['no id', { status: 'CONFIRMED' }],
    ['an id that leaves its path', { id: '../me', status: 'CONFIRMED' }],
    ['no status', { id }],
    ['a status that is none', { id, status: 'CONFIRMED\u0000' }],
    ['a status without end', { id, status: 'C'.repeat(41) }],
    ['a list for an object', [{ id, status: 'CONFIRMED' }]],
  ] as const) {
    it(`with ${what} is malformed`, () => {
      expect(() => webhookOf().read(bytes(body as object))).to.throw(MalformedWebhook);
    });
  }
});

describe('platega, as it tells its shop,', () => {
  let served: Awaited<ReturnType<typeof serve<ReturnType<typeof emulated.open>>>>;
  before(async () => {
    served = await serve(emulated);
  });
  after(() => served.close());

  const open = async (): Promise<string> => {
    const provider = offer(platega, served.settings);
    return String((await provider.create?.(intentOf(money(299_50n, 'RUB')), callOf('1')))?.externalId);
  };

  for (const keys of ['camel', 'pascal'] as const) {
    it(`is understood in ${keys}Case, from payment to chargeback`, async () => {
      await served.control('PUT', '/manners', { keys });
      const { webhook } = offer(platega, served.settings);
      const before = served.shop.told.length;
      const paid = await open();
      served.emulator.till.pay(paid);
      await until(() => served.shop.told.length === before + 1);
      served.emulator.till.refund(paid, 299_50);
      await until(() => served.shop.told.length === before + 2);

      const events = served.shop.told.slice(before).map((delivery) => {
        webhook?.verify(delivery);
        return webhook?.read(delivery.raw)?.id;
      });
      expect(events).to.deep.equal([`${paid}:CONFIRMED`, `${paid}:CHARGEBACKED`]);
    });
  }

  it('checks the address with nothing in hand', async () => {
    const before = served.shop.told.length;
    const answer = await served.control('POST', '/forge');

    expect(answer).to.deep.equal({ status: 200 });
    const [check] = served.shop.told.slice(before);
    webhookOf().verify(check!);
    expect(webhookOf().read(check!.raw)).to.equal(null);
  });

  it('tells a deaf shop three times more, five minutes apart, and then is silent', async () => {
    served.shop.status = 500;
    const before = served.shop.told.length;
    served.emulator.till.pay(await open());
    await until(() => served.shop.told.length === before + 1);

    await until(() => {
      served.advance(5 * 60_000);
      return served.emulator.till.out.notices.size === 0;
    });

    served.shop.status = 200;
    expect(served.shop.told.length - before).to.equal(4);
  });
});

describe('a transaction of platega', () => {
  for (const [mechantId, isOurs] of [
    [merchantId, true],
    [merchantId.toUpperCase(), true],
    [undefined, true],
    [id, false],
  ] as const) {
    it(`of the shop ${mechantId} is ${isOurs ? 'ours' : 'not ours'}`, () => {
      const paymentDetails = { amount: 299.1, currency: 'RUB' };
      const read = transactionSchema.parse({ status: 'CONFIRMED', paymentDetails, mechantId });

      expect(toSnapshot(id, read, merchantId)).to.deep.include({
        ours: isOurs,
        amount: money(299_10n, 'RUB'),
      });
    });
  }
});

describe('a .NET TimeSpan', () => {
  for (const [text, ms] of [
    ['00:15:00', 900_000],
    ['1.02:03:04', 93_784_000],
    ['00:00:01.5', 1_500],
    ['00:00:00.1234567', 123],
    ['15', null],
    ['-00:15:00', null],
    ['', null],
  ] as const) {
    it(`"${text}" is ${ms} ms`, () => {
      expect(timeSpanMs(text)).to.equal(ms);
    });
  }
});

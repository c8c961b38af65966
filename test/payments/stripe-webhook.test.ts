import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { stripeWebhook } from '../../src/payments/stripe-webhook.js';
import { stripe } from '../../src/payments/stripe.js';
import { stripe as emulated } from '../../src/sandbox/stripe.js';
import { InvalidSignature } from '../../src/webhook.js';
import { serve } from '../sandbox/serve.js';
import { until } from '../support/until.js';
import { callOf, intentOf, offer } from './contract.js';
import { vectorsOf } from './vectors.js';

const secret = 'whsec_madeUp0001';
const nowSeconds = 1_800_000_000;
const v1 = (time: number | string, raw: string, by = secret) =>
  createHmac('sha256', by).update(`${time}.${raw}`).digest('hex');

describe('a webhook of stripe', () => {
  const verify =
    (header: string | undefined, raw = '{}', secrets = [secret], seconds = nowSeconds) =>
    () =>
      stripeWebhook(secrets, () => seconds * 1_000).verify({
        raw: Buffer.from(raw),
        headers: { 'stripe-signature': header },
        ip: '203.0.113.7',
      });

  for (const { what, key, input, header, expected } of vectorsOf('stripe')) {
    const [time = ''] = input.split('.');
    const raw = input.slice(time.length + 1);
    it(`takes the vector "${what}"`, () => {
      expect(header).to.include(expected);
      verify(String(header), raw, ['whsec_another', key], Number(time) + 299)();
      expect(verify(String(header), `${raw} `, [key], Number(time))).to.throw(InvalidSignature);
    });
  }

  for (const [seconds, takes] of [
    [-300, true],
    [-301, false],
    [300, true],
    [301, false],
  ] as const) {
    it(`signed ${seconds} s from now is ${takes ? 'taken' : 'refused'}`, () => {
      const time = nowSeconds + seconds;
      const act = verify(`t=${time},v1=${v1(time, '{}')}`);
      if (takes) act();
      else expect(act).to.throw(InvalidSignature);
    });
  }

  it('is taken under any signature by any secret, while they are rotated', () => {
    const signatures = `v1=${'0'.repeat(64)},v1=${v1(nowSeconds, '{}')},v0=${'a'.repeat(64)}`;
    verify(`t=${nowSeconds},${signatures}`, '{}', ['whsec_older', secret])();
  });

  const good = v1(nowSeconds, '{}');
  for (const [what, header] of [
    ['no header', undefined],
    ['an empty one', ''],
    ['no time', `v1=${good}`],
    ['no signature', `t=${nowSeconds}`],
    ['two times', `t=${nowSeconds},t=${nowSeconds},v1=${good}`],
    ['a time that is no number', `t=0x6B49D200,v1=${v1('0x6B49D200', '{}')}`],
    ['the signature in v0 alone', `t=${nowSeconds},v0=${good}`],
    ['another secret', `t=${nowSeconds},v1=${v1(nowSeconds, '{}', 'whsec_other')}`],
    ['another time', `t=${nowSeconds + 1},v1=${good}`],
    ['the signature of a sha256 without a time', `t=${nowSeconds},v1=${v1('', '{}')}`],
  ] as const) {
    it(`is refused with ${what}`, () => {
      expect(verify(header)).to.throw(InvalidSignature);
    });
  }

  const read = (type: string, object: object) =>
    stripeWebhook([secret]).read(Buffer.from(JSON.stringify({ type, data: { object } })));

  it('about anything else than sessions, refunds and disputes is passed over', () => {
    for (const type of ['payment_intent.succeeded', 'charge.succeeded', 'customer.created', 'ping']) {
      expect(read(type, { id: 'pi_1' }), type).to.equal(null);
    }
  });

  it('claims nothing by itself, whatever its object says', () => {
    const object = { id: 'cs_test_1', client_reference_id: '7', payment_status: 'paid', amount_total: 1 };
    expect(read('checkout.session.completed', object)).to.deep.equal({
      id: 'cs_test_1:checkout.session.completed',
      kind: 'payment',
      name: 'checkout.session.completed',
      externalId: 'cs_test_1',
      paymentId: '7',
    });
    expect(offer(stripe, emulated.environment('http://127.0.0.1:1')).asksAgain).to.equal(true);
  });

  it('of a charge without a payment intent names nobody', () => {
    expect(read('charge.refunded', { id: 'ch_1', amount_refunded: 5 })).to.include({ externalId: null });
  });

  it('comes again for three days, each time newly signed', async () => {
    const served = await serve(emulated);
    const provider = offer(stripe, served.settings);
    served.shop.status = 500;
    const id = String(
      (await provider.create?.(intentOf({ minor: 4_99n, currency: 'EUR' }), callOf('1')))?.externalId,
    );
    served.emulator.till.pay(id);

    await until(() => {
      served.advance(3_600_000);
      return served.emulator.till.out.notices.size === 0;
    });
    const signatures = served.shop.told.map(({ headers }) => String(headers['stripe-signature']));
    await served.close();

    expect(signatures.length).to.be.greaterThan(5);
    expect(new Set(signatures).size).to.equal(signatures.length);
  });

  it('is verified by each of the secrets in its setting', () => {
    const settings = {
      ...emulated.environment('http://127.0.0.1:1'),
      STRIPE_WEBHOOK_SECRET: `whsec_old, ${secret}`,
    };
    const time = Math.floor(Date.now() / 1_000);
    const headers = { 'stripe-signature': `t=${time},v1=${v1(time, '{}')}` };
    offer(stripe, settings).webhook?.verify({ raw: Buffer.from('{}'), headers, ip: '203.0.113.7' });
  });
});

import { expect } from 'chai';
import { request } from '../../src/http.js';
import type { ProviderWebhook } from '../../src/payments/provider-event.js';
import { yookassa } from '../../src/payments/yookassa.js';
import { InvalidSignature, MalformedWebhook } from '../../src/webhook.js';
import { toolsWith } from '../support/tools.js';
import { offer } from './contract.js';
import { vectorsOf } from './vectors.js';

const webhookOf = (settings: Record<string, string> = {}): ProviderWebhook => {
  const { webhook } = offer(yookassa, {
    YOOKASSA_SHOP_ID: '1',
    YOOKASSA_SECRET_KEY: 'live_secret',
    ...settings,
  });
  if (!webhook) throw new Error('it takes no webhooks');
  return webhook;
};
const from = (ip: string) => ({ raw: Buffer.from('{}'), headers: {}, ip });
const bytes = (body: object): Buffer => Buffer.from(JSON.stringify(body));

const vectors = vectorsOf('yookassa');

describe('a webhook of yookassa', () => {
  for (const { input: ip, expected } of vectors.filter((vector) => typeof vector.expected === 'boolean')) {
    it(`is ${expected ? 'taken from' : 'refused from'} ${ip}`, () => {
      if (expected) webhookOf().verify(from(ip));
      else expect(() => webhookOf().verify(from(ip))).to.throw(InvalidSignature);
    });
  }

  it('is taken from networks of our own choice, and then from no other', () => {
    const webhook = webhookOf({ YOOKASSA_ALLOWED_NETWORKS: '127.0.0.0/8, ::1' });

    for (const ip of ['127.0.0.1', '::ffff:127.0.0.9', '::1']) webhook.verify(from(ip));
    for (const ip of ['185.71.76.1', '::2', '', 'localhost', '127.1']) {
      expect(() => webhook.verify(from(ip)), ip).to.throw(InvalidSignature);
    }
  });

  for (const list of ['', 'any']) {
    it(`is taken from everywhere when the networks are "${list}"`, () => {
      webhookOf({ YOOKASSA_ALLOWED_NETWORKS: list }).verify(from('203.0.113.7'));
    });
  }

  it('names a payment by both ids, and is one per state', () => {
    const webhook = webhookOf();
    const told = (event: string) =>
      webhook.read(
        bytes({ type: 'notification', event, object: { id: '2d0c-1', metadata: { payment_id: '17' } } }),
      );

    expect(told('payment.succeeded')).to.deep.equal({
      id: '2d0c-1:payment.succeeded',
      name: 'payment.succeeded',
      tells: 'paid',
      kind: 'payment',
      externalId: '2d0c-1',
      paymentId: '17',
    });
    expect(told('payment.waiting_for_capture'))
      .to.include({ id: '2d0c-1:payment.waiting_for_capture' })
      .and.not.to.have.property('tells');
  });

  it('names the payment that a refund takes back', () => {
    const event = webhookOf().read(
      bytes({ event: 'refund.succeeded', object: { id: 'r-1', payment_id: '2d0c-1', status: 'succeeded' } }),
    );

    expect(event).to.deep.equal({
      id: 'r-1:refund.succeeded',
      name: 'refund.succeeded',
      tells: 'back',
      kind: 'refund',
      externalId: 'r-1',
      paymentId: null,
      paymentExternalId: '2d0c-1',
    });
  });

  it('claims nothing by itself: whoever reads it has to ask', () => {
    const event = webhookOf().read(
      bytes({ event: 'payment.succeeded', object: { id: 'p', status: 'succeeded', paid: true } }),
    );

    expect(event).to.include({ paymentId: null }).and.not.have.any.keys('snapshot', 'refund');
    expect(offer(yookassa, { YOOKASSA_SHOP_ID: '1', YOOKASSA_SECRET_KEY: 'live_secret' }).asksAgain).to.equal(
      true,
    );
  });

  it('tells of a method that was saved for itself', () => {
    const told = { event: 'payment_method.active', object: { id: 'x' } };
    expect(webhookOf().read(bytes(told))).to.include({ kind: 'method', externalId: 'x', paymentId: null });
  });

  for (const event of ['payout.succeeded', 'something.new']) {
    it(`that tells of ${event} concerns no payment`, () => {
      expect(webhookOf().read(bytes({ event, object: { id: 'x' } }))).to.include({ kind: 'other' });
    });
  }

  for (const [what, body] of [
    ['an id that leaves its path', { event: 'payment.succeeded', object: { id: '../me' } }],
    ['an id without end', { event: 'payment.succeeded', object: { id: 'x'.repeat(65) } }],
    ['no object', { event: 'payment.succeeded' }],
    ['an event that is none', { event: 'a'.repeat(5_000), object: { id: 'x' } }],
    ['a refund of no payment', { event: 'refund.succeeded', object: { id: 'x' } }],
  ] as const) {
    it(`with ${what} is malformed`, () => {
      expect(() => webhookOf().read(bytes(body))).to.throw(MalformedWebhook);
    });
  }

  it('sends the same credentials as the vector', async () => {
    const vector = vectors.find(({ expected }) => typeof expected === 'string');
    const [shop = '', secret = ''] = vector?.input.split(':') ?? [];
    const sent: unknown[] = [];
    const settings = yookassa.settings.parse({ YOOKASSA_SHOP_ID: shop, YOOKASSA_SECRET_KEY: secret });
    const provider = yookassa.create(
      settings,
      toolsWith((_url, call) => {
        sent.push(call.headers?.['authorization']);
        return request(new URL('http://127.0.0.1:1'), call);
      }),
    );

    if ('probe' in provider) {
      await provider.probe?.({ subject: '1', signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    }

    expect(sent).to.deep.equal([vector?.expected]);
  });
});

import { expect } from 'chai';
import { stripeWebhook } from '../../src/payments/stripe-webhook.js';
import type { ProviderWebhook } from '../../src/payments/provider-event.js';
import { InvalidSignature, MalformedWebhook, type Delivery } from '../../src/webhook.js';
import { offer } from './contract.js';
import { doors, useDoors } from './doors.js';

describe('a webhook that is not what its provider sent', () => {
  const opened = useDoors();
  const genuine = (id: string) => opened.get(id)!;
  const isRefused = (webhook: ProviderWebhook | undefined, delivery: Delivery): boolean => {
    try {
      webhook!.verify(delivery);
      return false;
    } catch (error) {
      if (error instanceof InvalidSignature || error instanceof MalformedWebhook) return true;
      throw error;
    }
  };
  const signing = (what: string) => doors.filter(({ signs }) => signs === what);

  for (const { definition } of doors)
    it(`is told from one that it did: of ${definition.id}`, () => {
      const { provider, delivery } = genuine(definition.id);
      expect(isRefused(provider.webhook, delivery)).to.equal(false);
    });

  for (const { definition } of signing('bytes'))
    it(`is refused with any byte altered: of ${definition.id}`, () => {
      const { provider, delivery } = genuine(definition.id);
      const taken = [...delivery.raw.keys()].filter((at) => {
        const raw = Buffer.from(delivery.raw);
        raw.writeUInt8(raw.readUInt8(at) ^ 1, at);
        return !isRefused(provider.webhook, { ...delivery, raw });
      });
      expect(taken).to.deep.equal([]);
    });

  for (const { definition } of signing('values'))
    for (const name of ['MERCHANT_ID', 'AMOUNT', 'MERCHANT_ORDER_ID', 'SIGN'])
      it(`is refused with its ${name} altered: of ${definition.id}`, () => {
        const { provider, delivery } = genuine(definition.id);
        const form = new URLSearchParams(delivery.raw.toString());
        const value = form.get(name)!;
        form.set(name, `${value.slice(0, -1)}${value.endsWith('1') ? '2' : '1'}`);
        expect(isRefused(provider.webhook, { ...delivery, raw: Buffer.from(String(form)) })).to.equal(true);
      });

  for (const { definition } of signing('nothing'))
    it(`is believed in nothing where nobody signs its body, whose API is asked: of ${definition.id}`, () => {
      const { provider, delivery } = genuine(definition.id);
      expect(provider.asksAgain).to.equal(true);
      expect(provider).to.respondTo('get');
      expect(provider.webhook!.read(delivery.raw)).to.not.have.property('snapshot');
    });

  for (const { definition, otherKeys } of doors.filter((door) => door.otherKeys))
    it(`is refused under the key of somebody else: of ${definition.id}`, () => {
      const { counter, delivery } = genuine(definition.id);
      const { webhook } = offer(definition, { ...counter.settings, ...otherKeys });
      expect(isRefused(webhook, delivery)).to.equal(true);
    });

  for (const id of ['yookassa', 'freekassa'])
    it(`is refused from an address off the list: of ${id}`, () => {
      const { provider, delivery } = genuine(id);
      expect(isRefused(provider.webhook, { ...delivery, ip: '203.0.113.7' })).to.equal(true);
    });

  it('is refused five minutes after it was signed, where the time is signed too: of stripe', () => {
    const { counter, delivery } = genuine('stripe');
    const later = (seconds: number) =>
      stripeWebhook([counter.settings['STRIPE_WEBHOOK_SECRET']!], () => Date.now() + seconds * 1_000);
    expect(isRefused(later(240), delivery)).to.equal(false);
    expect(isRefused(later(301), delivery)).to.equal(true);
  });
});

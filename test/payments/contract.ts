import { randomInt } from 'node:crypto';
import { expect } from 'chai';
import { money, type Money } from '../../src/domain/money.js';
import type { Intent, Provider, ProviderDefinition } from '../../src/payments/provider.js';
import type { Delivery } from '../../src/webhook.js';
import { InvalidSignature, MalformedWebhook } from '../../src/webhook.js';
import { tools } from '../support/tools.js';
import { callOf, errorOf, intentOf, offer } from './offer.js';

export { callOf, errorOf, intentOf, offer };

/** A provider's other side: the emulator of it, and whoever pays there. */
export interface Counter {
  /** Settings that reach it. */
  readonly settings: Readonly<Record<string, string>>;
  /** The payer pays what the checkout asks for; answers what the provider calls that from then on, if otherwise. */
  pays(checkout: string): Promise<string> | void;
  /** What the provider then sends us. */
  delivery(externalId: string): Promise<Delivery>;
  close(): Promise<void>;
}

const all = ['create', 'find', 'get', 'listSince', 'refund', 'getRefund'] as const;
type Ability = (typeof all)[number];

interface Sample {
  /** What it can do: these methods and no others of them. */
  readonly abilities: readonly Ability[];
  readonly price: Money;
  /** An id of its kind that it never gave. */
  readonly unknownId: string;
  /** The same bytes, from somebody else; absent where nobody can send any. */
  forged?(delivery: Delivery): Delivery;
  /** An empty body is its check of our address, and no event. */
  readonly checksAddress?: true;
  /** Settings with which it is not offered, and what must be set. */
  readonly lacking: { readonly settings: Record<string, string>; readonly names: string };
  open(): Promise<Counter>;
}

/** What every provider promises, as far as it has the ability. A new one passes this before anything of its own. */
export function itBehavesLikeAProvider(definition: ProviderDefinition, sample: Sample): void {
  const can = (...abilities: readonly Ability[]) =>
    abilities.every((ability) => sample.abilities.includes(ability));
  const { price } = sample;

  describe(`${definition.id}, like every provider,`, () => {
    let counter: Counter;
    let provider: Provider;
    before(async () => {
      counter = await sample.open();
      provider = offer(definition, counter.settings);
    });
    after(() => counter.close());

    /** Its id, or its page where the id comes with the money. */
    const opened = async (intent: Intent): Promise<string> => {
      const checkout = await provider.create?.(intent, callOf('1'));
      return String(checkout?.externalId ?? checkout?.payUrl);
    };
    const paid = async (intent: Intent): Promise<string> => {
      const checkout = await opened(intent);
      return (await counter.pays(checkout)) ?? checkout;
    };
    const reader = () => provider.webhook ?? provider.updates;

    it('can do what it says, and no more', () => {
      expect(all.filter((ability) => provider[ability])).to.have.members([...sample.abilities]);
    });

    it('opens a checkout', async () => {
      const checkout = await provider.create?.(intentOf(price), callOf('1'));

      const { externalId } = checkout ?? {};
      if (provider.updates) expect(externalId).to.equal(null);
      else expect(externalId).to.be.a('string').and.not.equal('');
      expect(new URL(String(checkout?.payUrl)).protocol).to.match(/^https?:$/);
      expect(checkout?.expiresAt?.getTime() ?? Infinity).to.be.above(Date.now());
    });

    it('opens one and the same under one payment, where it says so', async () => {
      const intent = intentOf(price);

      const checkouts = await Promise.all([1, 2, 3].map(async () => provider.create?.(intent, callOf('1'))));

      const ids = new Set(checkouts.map((checkout) => checkout?.externalId));
      expect(ids).to.have.property('size', provider.createIdempotency === 'none' ? 3 : 1);
    });

    if (can('get')) {
      it('echoes our id and the amount, to the last minor unit, before and after it is paid', async () => {
        const amount = money(price.minor + 1n, price.currency);
        const intent = intentOf(amount);
        const externalId = await opened(intent);
        const refunded = money(0n, amount.currency);
        const expected = { externalId, paymentId: intent.paymentId, amount, refunded, ours: true };

        expect(await provider.get?.(externalId, callOf('1'))).to.deep.include({
          ...expected,
          claim: 'pending',
        });
        const paidAs = (await counter.pays(externalId)) ?? externalId;
        for (const name of [externalId, paidAs])
          expect(await provider.get?.(name, callOf('1'))).to.deep.include({
            ...expected,
            externalId: paidAs,
            claim: 'succeeded',
          });
      });

      it('knows nothing of a payment that it never made', async () => {
        for (const id of [sample.unknownId, 'x', '../me', '']) {
          expect(await provider.get?.(id, callOf('1')), id).to.equal(null);
        }
      });
    }

    if (can('find')) {
      it('finds what it opened under our id, and nothing under another', async () => {
        const since = new Date(Date.now() - 1_000);
        const intent = intentOf(price);
        const checkout = await provider.create?.(intent, callOf('1'));

        expect(await provider.find?.(intent.paymentId, since, callOf('1'))).to.deep.equal(checkout);
        expect(await provider.find?.('4242', since, callOf('1'))).to.equal(null);
      });
    }

    if (can('get', 'listSince')) {
      it('lists what it tells when asked', async () => {
        const since = new Date(Date.now() - 1_000);
        const ids = [await paid(intentOf(price)), await opened(intentOf(price))];

        const listed = new Map<string, unknown>();
        for await (const snapshot of provider.listSince?.(since, callOf('1')) ?? []) {
          listed.set(snapshot.externalId, snapshot);
        }

        for (const id of ids) expect(listed.get(id)).to.deep.equal(await provider.get?.(id, callOf('1')));
      });
    }

    it('takes and reads its webhook, as often as it comes', async () => {
      const intent = intentOf(price);
      const externalId = await paid(intent);
      const delivery = await counter.delivery(externalId);

      provider.webhook?.verify(delivery);

      const event = reader()?.read(delivery.raw);
      expect(event).to.include({ kind: 'payment', paymentId: intent.paymentId });
      const seen = event?.snapshot ?? (await provider.get?.(String(event?.externalId), callOf('1')));
      expect(seen).to.include({ externalId, paymentId: intent.paymentId });
      expect(reader()?.read(delivery.raw)).to.deep.equal(event);
    });

    it('believes nothing that nobody signed', async () => {
      const { raw } = await counter.delivery(await paid(intentOf(price)));
      expect(provider.asksAgain || reader()?.read(raw)?.snapshot).to.not.equal(undefined);
      if (provider.asksAgain) expect(provider).to.respondTo('get');
    });

    const { forged } = sample;
    if (forged) {
      it('refuses a webhook of somebody else', async () => {
        const delivery = await counter.delivery(await paid(intentOf(price)));
        expect(() => provider.webhook?.verify(forged(delivery))).to.throw(InvalidSignature);
      });
    } else {
      it('has no webhook that anybody could call', () => expect(provider.webhook).to.equal(undefined));
    }

    if (sample.checksAddress) {
      it('takes the check of our address, and keeps nothing of it', () => {
        const empty = { raw: Buffer.alloc(0), headers: {}, ip: '203.0.113.7' };
        provider.webhook?.verify(empty);
        expect(provider.webhook?.read(empty.raw)).to.equal(null);
      });
    }

    for (const text of [
      ...(sample.checksAddress ? [] : ['']),
      '{',
      'null',
      '[]',
      '{}',
      '"\u0000"',
      '{"event":{},"object":[]}',
    ]) {
      it(`refuses the malformed webhook ${JSON.stringify(text)}`, () => {
        expect(() => reader()?.read(Buffer.from(text))).to.throw(MalformedWebhook);
      });
    }

    if (can('refund')) {
      it('gives back exactly what it is told to, once under one key', async () => {
        const externalId = await paid(intentOf(price));
        const key = `refund-${randomInt(2 ** 47)}`;
        const amount = provider.fullRefundsOnly ? price : money(1_01n, price.currency);

        const refund = await provider.refund?.(externalId, amount, key, callOf('1'));
        const again = await provider.refund?.(externalId, amount, key, callOf('1'));

        expect(again).to.deep.equal(refund);
        const expected = { paymentExternalId: externalId, claim: 'succeeded', amount, reason: null };
        expect(refund).to.deep.include(expected);
        if (!provider.get) return;
        expect(await provider.get(externalId, callOf('1'))).to.deep.include({
          claim: 'succeeded',
          refunded: amount,
        });
      });
    }

    if (can('refund', 'getRefund')) {
      it('tells what became of a refund, and knows nothing of one that it never made', async () => {
        const refund = await provider.refund?.(
          await paid(intentOf(price)),
          price,
          `r-${randomInt(2 ** 47)}`,
          callOf('1'),
        );

        expect(await provider.getRefund?.(String(refund?.externalId), callOf('1'))).to.deep.equal(refund);
        expect(await provider.getRefund?.(sample.unknownId, callOf('1'))).to.equal(null);
        expect(await provider.getRefund?.('../me', callOf('1'))).to.equal(null);
      });
    }

    it('names the missing setting', () => {
      const { settings, names } = sample.lacking;
      const provided = definition.create(definition.settings.parse(settings), tools);
      expect(provided).to.have.property('missing').that.includes(names);
    });
  });
}

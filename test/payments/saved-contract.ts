import { expect } from 'chai';
import { MethodGone, UpstreamFailed } from '../../src/domain/errors.js';
import { money, type Money } from '../../src/domain/money.js';
import type { Decline, SavedMethod } from '../../src/domain/saved-method.js';
import type { Provider, ProviderDefinition, Snapshot } from '../../src/payments/provider.js';
import type { SavedMethods } from '../../src/payments/saved-methods.js';
import type { Counter } from './contract.js';
import { callOf, errorOf, intentOf, offer } from './offer.js';

/** The other side of a provider that saves methods. */
export interface SavingCounter extends Counter {
  /** Whoever opened the page gives their card, or gives up. */
  binds(binding: string): void;
  givesUp(binding: string): void;
  /** From now on its bank says this to each charge. */
  declines(methodId: string, reason: string): Promise<unknown>;
  /** The provider will not charge it any more. */
  drops(methodId: string): Promise<unknown>;
  /** The answer to the next charge is lost. */
  losesAnswer(): Promise<unknown>;
  /** What it told us of that binding. */
  bindingDelivery(binding: string): ReturnType<Counter['delivery']>;
}

interface Sample {
  readonly price: Money;
  readonly unknown: { readonly method: string; readonly binding: string };
  /** What we make of the words that its banks have. */
  readonly declines: Readonly<Record<string, Decline>>;
  open(): Promise<SavingCounter>;
}

/** What every provider promises that saves methods and charges them. */
export function itSavesMethods(definition: ProviderDefinition, sample: Sample): void {
  const { price } = sample;

  describe(`${definition.id}, like everybody who saves methods,`, () => {
    let counter: SavingCounter;
    let provider: Provider;
    before(async () => {
      counter = await sample.open();
      provider = offer(definition, counter.settings);
    });
    after(() => counter.close());

    const saved = (): SavedMethods => {
      if (!provider.saved) throw new Error(`${definition.id} saves no methods`);
      return provider.saved;
    };
    const get = (id: string) => provider.get?.(id, callOf('1'));
    const bought = async (save?: true): Promise<Snapshot | null | undefined> => {
      const intent = intentOf(price, save && { save });
      const id = String((await provider.create?.(intent, callOf('1')))?.externalId);
      expect(await get(id)).not.to.have.property('method');
      await counter.pays(id);
      return get(id);
    };
    const method = async (): Promise<SavedMethod> => {
      const { method: made } = (await bought(true)) ?? {};
      if (!made) throw new Error('nothing was saved');
      return made;
    };
    const charge = (id: string, intent = intentOf(price)) => saved().charge(intent, id, callOf('1'));
    const bindIntent = () => {
      const { paymentId: bindingId, createdAt, payer } = intentOf(price);
      return { bindingId, createdAt, payer };
    };
    const bind = async (intent = bindIntent()) => saved().bind(intent, callOf('1'));
    const bound = async (id: string) => saved().getBinding(id, callOf('1'));

    it('saves what was paid by, once it is paid, and only where its payer agreed', async () => {
      expect(await bought()).not.to.have.property('method');
      const { id, title, kind } = await method();
      expect(id).to.be.a('string').and.not.equal('');
      expect([kind, title]).to.match(/^card,\S+ •• \d{4}$/);
    });

    it('charges a saved method at once, without its person, to the last minor unit', async () => {
      const { id } = await method();
      const intent = intentOf(money(price.minor + 1n, price.currency));
      const since = new Date(Date.now() - 1_000);

      const seen = await charge(id, intent);

      const { paymentId, amount } = intent;
      const refunded = money(0n, price.currency);
      expect(seen).to.deep.include({ paymentId, amount, refunded, claim: 'succeeded', ours: true });
      expect(await get(seen.externalId)).to.deep.equal(seen);
      const listed: unknown[] = [];
      for await (const each of provider.listSince?.(since, callOf('1')) ?? []) listed.push(each);
      expect(listed).to.deep.include(seen);
    });

    it('takes nothing more for a charge that is repeated, were its answer lost or not', async () => {
      const { id } = await method();
      const intent = intentOf(price);
      await counter.losesAnswer();

      expect(await errorOf(charge(id, intent))).to.be.instanceOf(UpstreamFailed);
      const seen = await charge(id, intent);
      expect(await charge(id, intent)).to.deep.equal(seen);

      const made: string[] = [];
      for await (const each of provider.listSince?.(new Date(Date.now() - 60_000), callOf('1')) ?? []) {
        if (each.paymentId === intent.paymentId) made.push(each.externalId);
      }
      expect(made).to.deep.equal([seen.externalId]);
    });

    it('gives back what it charged', async () => {
      const { externalId } = await charge((await method()).id);
      const refund = await provider.refund?.(externalId, price, `refund-${externalId}`, callOf('1'));

      expect(refund).to.deep.include({ paymentExternalId: externalId, claim: 'succeeded', amount: price });
      expect(await get(externalId)).to.deep.include({ refunded: price });
      expect(await provider.getRefund?.(String(refund?.externalId), callOf('1'))).to.deep.equal(refund);
    });

    for (const [reason, decline] of Object.entries(sample.declines)) {
      it(`takes "${reason}" for ${decline}, however often it is asked`, async () => {
        const { id } = await method();
        await counter.declines(id, reason);
        const intent = intentOf(price);

        const seen = await charge(id, intent);

        expect(seen).to.deep.include({ paymentId: intent.paymentId, claim: 'failed', decline });
        expect(await charge(id, intent)).to.deep.equal(seen);
        expect(await get(seen.externalId)).to.deep.equal(seen);
      });
    }

    it('says so when a method cannot be charged any more, and takes nothing', async () => {
      const { id } = await method();
      await counter.drops(id);
      for (const gone of [id, sample.unknown.method]) {
        expect(await errorOf(charge(gone)), gone).to.be.instanceOf(MethodGone);
      }
    });

    it('saves a method for nothing, on a page of its own, once under one key', async () => {
      const intent = bindIntent();
      const checkout = await bind(intent);
      const { externalId } = checkout;
      expect(await bind(intent)).to.deep.equal(checkout);
      expect(new URL(String(checkout.payUrl)).protocol).to.match(/^https?:$/);
      expect(await bound(String(externalId))).to.deep.equal({ externalId, claim: 'pending', ours: true });

      counter.binds(String(externalId));

      const { method: made, ...rest } = (await bound(String(externalId))) ?? {};
      expect(rest).to.deep.equal({ externalId, claim: 'succeeded', ours: true });
      expect(made?.title).to.match(/^\S+ •• \d{4}$/);
      expect(await charge(String(made?.id))).to.include({ claim: 'succeeded' });
    });

    it('tells us of it, and of no payment', async () => {
      const externalId = String((await bind()).externalId);
      counter.binds(externalId);
      const delivery = await counter.bindingDelivery(externalId);

      provider.webhook?.verify(delivery);
      expect(provider.webhook?.read(delivery.raw)).to.include({ kind: 'method', externalId });
    });

    it('saves nothing where its person gave up, and knows of nothing that never was', async () => {
      const externalId = String((await bind()).externalId);
      counter.givesUp(externalId);
      const seen = await bound(externalId);
      expect(seen?.claim).to.be.oneOf(['failed', 'expired']);
      expect(seen).not.to.have.property('method');

      for (const id of [sample.unknown.binding, 'x', '../me', '']) expect(await bound(id), id).to.equal(null);
    });

    it('forgets a method where it can, as often as it is told to', async () => {
      const { id } = await method();
      if (!saved().forget) return;
      await saved().forget?.(id, callOf('1'));
      await saved().forget?.(id, callOf('1'));
      expect(await errorOf(charge(id))).to.be.instanceOf(MethodGone);
    });

    it('saves and charges nothing unless it is switched on', () => {
      const off = Object.fromEntries(
        Object.entries(counter.settings).filter(([name]) => !name.includes('AUTOPAYMENTS')),
      );
      expect(offer(definition, off)).not.to.have.property('saved');
    });
  });
}

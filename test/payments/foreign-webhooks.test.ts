import { expect } from 'chai';
import { money, type Currency } from '../../src/domain/money.js';
import { cryptopay } from '../../src/payments/cryptopay.js';
import { freekassa } from '../../src/payments/freekassa.js';
import { cryptomus, heleket } from '../../src/payments/heleket.js';
import { platega } from '../../src/payments/platega.js';
import type { Provider, ProviderDefinition } from '../../src/payments/provider.js';
import { providerDefinitions } from '../../src/payments/registry.js';
import { stripe } from '../../src/payments/stripe.js';
import { tribute } from '../../src/payments/tribute.js';
import { yookassa } from '../../src/payments/yookassa.js';
import { cryptopay as emulatedCryptopay } from '../../src/sandbox/cryptopay.js';
import { cryptomus as emulatedCryptomus, heleket as emulatedHeleket } from '../../src/sandbox/heleket.js';
import { platega as emulatedPlatega } from '../../src/sandbox/platega.js';
import { stripe as emulatedStripe } from '../../src/sandbox/stripe.js';
import { tribute as emulatedTribute } from '../../src/sandbox/tribute.js';
import { InvalidSignature, MalformedWebhook, type Delivery } from '../../src/webhook.js';
import { callOf, intentOf, offer, type Counter } from './contract.js';
import { counterOf } from './counter.js';
import { freekassaCounter } from './freekassa-counter.js';
import { yookassaCounter } from './yookassa-counter.js';

interface Door {
  readonly definition: ProviderDefinition;
  readonly currency: Currency;
  /** What it is given by its own system alone, where the sandbox gives two the same. */
  readonly ownKey?: Record<string, string>;
  open(): Promise<Counter>;
}

const doors: readonly Door[] = [
  { definition: yookassa, currency: 'RUB', open: yookassaCounter },
  { definition: freekassa, currency: 'RUB', open: freekassaCounter },
  { definition: platega, currency: 'RUB', open: () => counterOf(emulatedPlatega) },
  { definition: tribute, currency: 'RUB', open: () => counterOf(emulatedTribute) },
  { definition: cryptopay, currency: 'RUB', open: () => counterOf(emulatedCryptopay) },
  {
    definition: heleket,
    currency: 'RUB',
    ownKey: { HELEKET_API_KEY: 'heleketPaymentKey0123456789abcd' },
    open: () => counterOf(emulatedHeleket),
  },
  {
    definition: cryptomus,
    currency: 'RUB',
    ownKey: { CRYPTOMUS_API_KEY: 'anotherPaymentKey0123456789abcde' },
    open: () => counterOf(emulatedCryptomus),
  },
  { definition: stripe, currency: 'EUR', open: () => counterOf(emulatedStripe) },
];

describe('a webhook at the address of another provider', () => {
  const opened = new Map<string, { counter: Counter; receiver: Provider; delivery: Delivery }>();
  before(async function () {
    this.timeout(60_000);
    for (const { definition, currency, ownKey, open } of doors) {
      const counter = await open();
      const provider = offer(definition, counter.settings);
      const checkout = await provider.create?.(intentOf(money(499_00n, currency)), callOf('1'));
      const externalId = String(checkout?.externalId);
      await counter.pays(externalId);
      // From where YooKassa's own come: it has nothing but its addresses to know its webhooks by.
      const delivery = { ...(await counter.delivery(externalId)), ip: '185.71.76.1' };
      const receiver = offer(definition, { ...counter.settings, ...ownKey });
      opened.set(definition.id, { counter, receiver, delivery });
    }
  });
  after(() => Promise.all([...opened.values()].map(({ counter }) => counter.close())));

  it('is tried with everybody who has an address', () => {
    const names = providerDefinitions.map(({ id }) => id).filter((id) => !['balance', 'stars'].includes(id));
    expect(doors.map(({ definition }) => definition.id)).to.have.members(names);
  });

  for (const { definition: sender } of doors)
    for (const { definition: receiver } of doors.filter(({ definition }) => definition !== sender))
      it(`is refused or says nothing: of ${sender.id} at ${receiver.id}`, () => {
        const { delivery } = opened.get(sender.id)!;
        const { webhook } = opened.get(receiver.id)!.receiver;

        expect(() => {
          webhook!.verify(delivery);
          if (webhook!.read(delivery.raw) === null) throw new MalformedWebhook('says nothing');
        })
          .to.throw()
          .that.satisfies(
            (error: unknown) => error instanceof InvalidSignature || error instanceof MalformedWebhook,
          );
      });
});

import { money, type Currency } from '../../src/domain/money.js';
import { cryptopay } from '../../src/payments/cryptopay.js';
import { freekassa } from '../../src/payments/freekassa.js';
import { cryptomus, heleket } from '../../src/payments/heleket.js';
import { platega } from '../../src/payments/platega.js';
import type { Provider, ProviderDefinition } from '../../src/payments/provider.js';
import { stripe } from '../../src/payments/stripe.js';
import { tribute } from '../../src/payments/tribute.js';
import { yookassa } from '../../src/payments/yookassa.js';
import { cryptopay as emulatedCryptopay } from '../../src/sandbox/cryptopay.js';
import { freekassa as emulatedFreekassa } from '../../src/sandbox/freekassa.js';
import { cryptomus as emulatedCryptomus, heleket as emulatedHeleket } from '../../src/sandbox/heleket.js';
import { platega as emulatedPlatega } from '../../src/sandbox/platega.js';
import { stripe as emulatedStripe } from '../../src/sandbox/stripe.js';
import { tribute as emulatedTribute } from '../../src/sandbox/tribute.js';
import type { Emulator, EmulatorDefinition } from '../../src/sandbox/till/emulator.js';
import type { Till } from '../../src/sandbox/till/till.js';
import type { Delivery } from '../../src/webhook.js';
import { callOf, intentOf, offer, type Counter } from './contract.js';
import { counterOf } from './counter.js';
import { freekassaCounter } from './freekassa-counter.js';
import { yookassaCounter } from './yookassa-counter.js';

/** Whoever has an address at which we take webhooks, and the emulator that sends them. */
export interface Door {
  readonly definition: ProviderDefinition;
  readonly currency: Currency;
  /** What its signature is over; nothing, where it has none. */
  readonly signs: 'bytes' | 'values' | 'nothing';
  /** Settings with the key of somebody else; absent where there is no key. */
  readonly otherKey?: Readonly<Record<string, string>>;
  open(): Promise<Counter>;
}

/** What a door was sent of a payment. */
export interface OpenDoor {
  readonly counter: Counter;
  readonly provider: Provider;
  readonly delivery: Delivery;
}

/** One whose signature is over the very bytes, at an emulator with a till. */
const signed = <Data>(
  definition: ProviderDefinition,
  emulator: EmulatorDefinition<Emulator & { readonly till: Till<Data> }>,
  otherKey: Door['otherKey'] & object,
): Door => ({ definition, currency: 'RUB', signs: 'bytes', otherKey, open: () => counterOf(emulator) });

export const doors: readonly Door[] = [
  { definition: yookassa, currency: 'RUB', signs: 'nothing', open: yookassaCounter },
  {
    ...signed(freekassa, emulatedFreekassa, { FREEKASSA_SECOND_SECRET: 'another-second-secret' }),
    signs: 'values',
    open: freekassaCounter,
  },
  { ...signed(platega, emulatedPlatega, { PLATEGA_SECRET: 'another-platega-secret' }), signs: 'nothing' },
  signed(tribute, emulatedTribute, { TRIBUTE_API_KEY: 'another-key-of-tribute' }),
  signed(cryptopay, emulatedCryptopay, { CRYPTOPAY_TOKEN: '54321:AnotherTokenOfSomebody' }),
  signed(heleket, emulatedHeleket, { HELEKET_API_KEY: 'heleketPaymentKey0123456789abcd' }),
  signed(cryptomus, emulatedCryptomus, { CRYPTOMUS_API_KEY: 'anotherPaymentKey0123456789abcde' }),
  {
    ...signed(stripe, emulatedStripe, { STRIPE_WEBHOOK_SECRET: 'whsec_ofSomebodyElse0001' }),
    currency: 'EUR',
  },
];

/** All of them, each sent one genuine webhook of a payment. Call inside a `describe`. */
export function useDoors(): ReadonlyMap<string, OpenDoor> {
  const opened = new Map<string, OpenDoor>();
  before(async function () {
    this.timeout(60_000);
    for (const { definition, currency, open } of doors) {
      const counter = await open();
      const provider = offer(definition, counter.settings);
      const checkout = await provider.create?.(intentOf(money(499_00n, currency)), callOf('1'));
      const externalId = String(checkout?.externalId);
      await counter.pays(externalId);
      const delivery = await counter.delivery(externalId);
      opened.set(definition.id, { counter, provider, delivery });
    }
  });
  after(() => Promise.all([...opened.values()].map(({ counter }) => counter.close())));
  return opened;
}

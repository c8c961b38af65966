import { currencies, money } from '../../src/domain/money.js';
import type { Provider, ProviderDefinition } from '../../src/payments/provider.js';
import { providerDefinitions } from '../../src/payments/registry.js';
import { yookassa } from '../../src/payments/yookassa.js';
import { emulatorDefinitions } from '../../src/sandbox/emulators.js';
import type { Delivery } from '../../src/webhook.js';
import { callOf, intentOf, offer, type Counter } from './contract.js';
import { counterOf } from './counter.js';
import { yookassaCounter } from './yookassa-counter.js';

/** Whoever has an address at which we take webhooks, and the emulator that sends them. */
export interface Door {
  readonly definition: ProviderDefinition;
  /** What its signature is over; nothing, where it has none. */
  readonly signs: 'bytes' | 'values' | 'nothing';
  /** Settings with the key of somebody else; absent where there is no key. */
  readonly otherKeys?: Readonly<Record<string, string>>;
  open(): Promise<Counter>;
}

/** What a door was sent of a payment. */
export interface OpenDoor {
  readonly counter: Counter;
  readonly provider: Provider;
  readonly externalId: string;
  readonly delivery: Delivery;
}

/** Of those whose signature is not over the very bytes. */
const signs: Readonly<Record<string, Door['signs']>> = { freekassa: 'values', platega: 'nothing' };

const definitionOf = (wanted: string): ProviderDefinition => {
  const found = providerDefinitions.find(({ id }) => id === wanted);
  if (!found) throw new Error(`nobody is paid by ${wanted}`);
  return found;
};

export const doors: readonly Door[] = [
  { definition: yookassa, signs: 'nothing', open: yookassaCounter },
  ...emulatorDefinitions.map((emulator) => ({
    definition: definitionOf(emulator.id),
    signs: signs[emulator.id] ?? 'bytes',
    otherKeys: emulator.otherKeys,
    open: () => counterOf(emulator),
  })),
];

/** All of them, each sent one genuine webhook of a payment, in a currency it takes. Call inside a `describe`. */
export function useDoors(): ReadonlyMap<string, OpenDoor> {
  const opened = new Map<string, OpenDoor>();
  before(async function () {
    this.timeout(60_000);
    for (const { definition, open } of doors) {
      const counter = await open();
      const provider = offer(definition, counter.settings);
      const currency = currencies.find((each) => provider.limits[each])!;
      const checkout = await provider.create?.(intentOf(money(499_00n, currency)), callOf('1'));
      const externalId = String(checkout?.externalId);
      await counter.pays(externalId);
      const delivery = await counter.delivery(externalId);
      opened.set(definition.id, { counter, provider, externalId, delivery });
    }
  });
  after(() => Promise.all([...opened.values()].map(({ counter }) => counter.close())));
  return opened;
}

import type { Emulator, EmulatorDefinition } from '../../src/sandbox/till/emulator.js';
import type { Till } from '../../src/sandbox/till/till.js';
import { serve, until } from '../sandbox/serve.js';
import type { Counter } from './contract.js';

/** The other side of a provider whose emulator keeps a till; `billOf` where it calls a payment by another name. */
export async function counterOf<Data>(
  definition: EmulatorDefinition<Emulator & { readonly till: Till<Data> }>,
  billOf: (till: Till<Data>, externalId: string) => string = (_till, externalId) => externalId,
): Promise<Counter> {
  const { emulator, settings, shop, close } = await serve(definition);
  const told = new Map<string, number>();
  return {
    settings,
    pays(externalId) {
      told.set(externalId, shop.told.length);
      emulator.till.pay(billOf(emulator.till, externalId));
    },
    async delivery(externalId) {
      const from = told.get(externalId) ?? 0;
      const mine = () => shop.told.slice(from).find(({ raw }) => raw.includes(externalId));
      await until(() => mine() !== undefined);
      return mine()!;
    },
    close,
  };
}

import type { Emulator, EmulatorDefinition } from '../../src/sandbox/till/emulator.js';
import type { Till } from '../../src/sandbox/till/till.js';
import { serve, until } from '../sandbox/serve.js';
import type { Counter } from './contract.js';

/** The other side of a provider whose emulator keeps a till. */
export async function counterOf<Data>(
  definition: EmulatorDefinition<Emulator & { readonly till: Pick<Till<Data>, 'pay'> }>,
): Promise<Counter> {
  const { emulator, settings, shop, close } = await serve(definition);
  const told = new Map<string, number>();
  return {
    settings,
    pays(externalId) {
      told.set(externalId, shop.told.length);
      emulator.till.pay(externalId);
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

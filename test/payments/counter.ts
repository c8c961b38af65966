import type { Emulator, EmulatorDefinition } from '../../src/sandbox/till/emulator.js';
import type { Till } from '../../src/sandbox/till/till.js';
import { serve } from '../sandbox/serve.js';
import { until } from '../support/until.js';
import { billOf } from '../support/bill-of.js';
import type { Counter } from './contract.js';

/** The other side of a provider whose emulator keeps a till. */
export async function counterOf(definition: EmulatorDefinition): Promise<Counter> {
  const { emulator, settings, shop, close } = await serve(definition);
  const { till } = emulator as Emulator & { readonly till: Till };
  const told = new Map<string, number>();
  return {
    settings,
    pays(externalId) {
      told.set(externalId, shop.told.length);
      till.pay(billOf(till, externalId).id);
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

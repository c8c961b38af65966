import type { Emulator, EmulatorDefinition } from '../../src/sandbox/till/emulator.js';
import type { Bill } from '../../src/sandbox/till/bill.js';
import type { Till } from '../../src/sandbox/till/till.js';
import { serve } from '../sandbox/serve.js';
import { until } from '../support/until.js';
import { billOf } from '../support/bill-of.js';
import type { Counter } from './contract.js';

/** The other side of a provider whose emulator keeps a till. `paidAs`: what it calls a bill once that is paid, if otherwise. */
export async function counterOf(
  definition: EmulatorDefinition,
  paidAs?: (bill: Bill) => string,
): Promise<Counter> {
  const { emulator, settings, shop, close } = await serve(definition);
  const { till } = emulator as Emulator & { readonly till: Till };
  const told = new Map<string, number>();
  return {
    settings,
    async pays(externalId) {
      const bill = billOf(till, externalId);
      const name = paidAs?.(bill) ?? externalId;
      told.set(name, shop.told.length);
      till.pay(bill.id);
      return name;
    },
    async delivery(externalId) {
      const from = told.get(externalId) ?? 0;
      const text = paidAs ? billOf(till, externalId).id : externalId;
      const mine = () => shop.told.slice(from).find(({ raw }) => raw.includes(text));
      await until(() => mine() !== undefined);
      return mine()!;
    },
    close,
  };
}

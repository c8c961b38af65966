import { createPayments } from '../../src/payments/registry.js';
import { emulatedEnvironment, emulatorDefinitions } from '../../src/sandbox/emulators.js';
import type { Till } from '../../src/sandbox/till/till.js';
import { billOf } from './bill-of.js';
import { tools } from './tools.js';
import type { World } from './world.js';

/** What a shop is offered by the sandbox, for whoever only wants to know what each of them can. */
export const emulated = createPayments(
  {
    YOOKASSA_SHOP_ID: '1',
    YOOKASSA_SECRET_KEY: 'test_key',
    YOOKASSA_AUTOPAYMENTS_ENABLED: 'true',
    STRIPE_AUTOPAYMENTS_ENABLED: 'true',
    BOT_TOKEN: '1:test',
    TELEGRAM_API_ROOT: 'http://127.0.0.1',
    ...emulatedEnvironment('http://127.0.0.1'),
  },
  tools,
).known;

/** What happens at a provider behind our back: nobody is told of it. */
export interface There {
  pay(externalId: string): Promise<void> | void;
  /** Another amount stands there now. */
  change(externalId: string, minor: number): Promise<void> | void;
  /** By hand, in its cabinet; all of it unless a part is named. */
  refund(externalId: string, minor?: number): Promise<void> | void;
}

/** As if it had been made there so many days ago. */
export function backdate(id: string, externalId: string, days: number, { sandbox }: World): void {
  const { till } = sandbox.others.get(id) as unknown as { readonly till: Till };
  const ms = days * 86_400_000;
  for (const [name, bill] of till.bills) {
    if (name !== externalId && bill.paymentId !== externalId) continue;
    const data = bill.data as { disputedMs?: number } | null;
    const disputed = data?.disputedMs === undefined ? data : { ...data, disputedMs: data.disputedMs - ms };
    till.bills.set(name, { ...bill, createdMs: bill.createdMs - ms, data: disputed });
  }
}

/** Providers of the sandbox that have something to be asked for. */
export const askable: readonly string[] = ['yookassa', ...emulatorDefinitions.map(({ id }) => id)];

export function there(id: string, { sandbox, control }: World): There {
  if (id === 'yookassa') {
    const on = (externalId: string) => `/yookassa/payments/${externalId}`;
    return {
      pay: (externalId) => void sandbox.yookassa.pay(externalId),
      change: async (externalId, minor) =>
        void (await control('PATCH', on(externalId), { amount: wire(minor) })),
      refund: async (externalId, minor) =>
        void (await control(
          'POST',
          `${on(externalId)}/refund`,
          minor === undefined ? {} : { amount: { value: wire(minor), currency: 'RUB' } },
        )),
    };
  }
  const { till } = sandbox.others.get(id) as unknown as { readonly till: Till };
  return {
    pay: (externalId) => void till.pay(billOf(till, externalId).id),
    change: (externalId, minor) => void till.change(billOf(till, externalId).id, { minor }),
    refund(externalId, minor) {
      const bill = billOf(till, externalId);
      till.refund(bill.id, minor ?? bill.minor);
    },
  };
}

const wire = (minor: number): string => (minor / 100).toFixed(2);

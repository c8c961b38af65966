import type { Till } from '../../src/sandbox/till/till.js';
import type { World } from './world.js';

/** What happens at a provider behind our back: nobody is told of it. */
export interface There {
  pay(externalId: string): Promise<void> | void;
  /** Another amount stands there now. */
  change(externalId: string, minor: number): Promise<void> | void;
  /** By hand, in its cabinet; all of it unless a part is named. */
  refund(externalId: string, minor?: number): Promise<void> | void;
}

/** As if it had been made there so many days ago. */
export function backdate(id: Askable, externalId: string, days: number, { sandbox }: World): void {
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
export const askable = [
  'yookassa',
  'freekassa',
  'platega',
  'tribute',
  'cryptopay',
  'heleket',
  'cryptomus',
  'stripe',
] as const;
export type Askable = (typeof askable)[number];

export function there(id: Askable, { sandbox, control }: World): There {
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
  // FreeKassa calls a payment by our own id.
  const billOf = (externalId: string) =>
    id === 'freekassa'
      ? [...till.bills.values()].find(({ paymentId }) => paymentId === externalId)!.id
      : externalId;
  return {
    pay: (externalId) => void till.pay(billOf(externalId)),
    change: (externalId, minor) => void till.change(billOf(externalId), { minor }),
    refund(externalId, minor) {
      const bill = till.find(billOf(externalId));
      till.refund(bill.id, minor ?? bill.minor);
    },
  };
}

const wire = (minor: number): string => (minor / 100).toFixed(2);

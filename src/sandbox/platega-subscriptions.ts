import { randomUUID } from 'node:crypto';
import { isAgreement, later, type Agreement, type Sold } from './platega-sold.js';
import type { Bill } from './till/bill.js';
import type { Till } from './till/till.js';
import { Unfit } from './till/unfit.js';

/** For so long a payer may agree. */
const agreementMs = 30 * 60_000;

export const deeds = ['charge', 'fail', 'cancel'] as const;
export type Deed = (typeof deeds)[number];

export interface NewSubscription {
  readonly minor: number;
  readonly currency: string;
  readonly description: string;
  readonly unit: Agreement['unit'];
  readonly every: number;
}

const begun = {
  kind: 'agreement',
  phase: 'new',
  nextMs: null,
  lastMs: null,
  succeeded: 0,
  failed: 0,
} as const;

export type Subscriptions = ReturnType<typeof createSubscriptions>;

/**
 * What Platega charges by itself: the first time when the payer agreed on its page, then whenever its time has come. A charge
 * that fails is not tried again.
 */
export function createSubscriptions(till: Till<Sold>) {
  const all = (): Bill<Agreement>[] => [...till.bills.values()].filter(isAgreement);
  const find = (id: string): Bill<Agreement> => {
    const bill = till.bills.get(id.toLowerCase());
    if (!bill || !isAgreement(bill)) throw new Unfit(404, `no subscription ${id}`);
    return bill;
  };
  return {
    all,
    find,
    cancel: (id: string): void => cancel(till, find(id)),

    subscribe: ({ unit, every, ...rest }: NewSubscription): Bill<Sold> =>
      till.open({
        ...rest,
        id: randomUUID(),
        paymentId: null,
        endsMs: till.nowMs() + agreementMs,
        returnUrl: null,
        data: { ...begun, unit, every },
      }),

    /** The next charge comes now, or finds too little money; or its payer ends it, by the link in Platega's letters. */
    act(id: string, deed: Deed): Bill<Agreement> {
      const bill = find(id);
      if (bill.state !== 'paid') throw new Unfit(409, `nobody agreed to subscription ${id}`);
      if (deed === 'cancel') cancel(till, bill);
      else if (bill.data.phase === 'cancelled') throw new Unfit(409, `subscription ${id} is over`);
      else if (deed === 'charge') charge(till, bill);
      else fail(till, bill);
      return find(bill.id);
    },

    /** Whose payer agreed, and whose time has come. */
    tick(): void {
      for (const bill of all()) {
        const { phase, nextMs } = bill.data;
        if (bill.state !== 'paid') continue;
        if (phase === 'new') activate(till, bill);
        else if (phase === 'active' && nextMs !== null && nextMs <= till.nowMs()) charge(till, bill);
      }
    },
  };
}

type Bills = Till<Sold>;

const change = (till: Bills, { id, data }: Bill<Agreement>, patch: Partial<Agreement>): Bill<Sold> =>
  till.change(id, { data: { ...data, ...patch } });

/** A transaction of its own for each. */
const open = (
  till: Bills,
  { id, minor, currency, description }: Bill<Agreement>,
  nextMs: number | null,
): string =>
  till.open({
    id: randomUUID(),
    paymentId: null,
    minor,
    currency,
    description,
    endsMs: null,
    returnUrl: null,
    data: { kind: 'charge', agreementId: id, nextMs },
  }).id;

function charge(till: Bills, bill: Bill<Agreement>): Bill<Sold> {
  const { unit, every, nextMs: dueMs, succeeded } = bill.data;
  const nextMs = later(dueMs ?? till.nowMs(), unit, every);
  const came = { phase: 'active', nextMs, lastMs: till.nowMs(), succeeded: succeeded + 1 } as const;
  const changed = change(till, bill, came);
  till.pay(open(till, bill, nextMs));
  return changed;
}

const activate = (till: Bills, bill: Bill<Agreement>): void =>
  till.notifier.tell('SUBSCRIPTION_ACTIVATED', charge(till, bill));

function fail(till: Bills, bill: Bill<Agreement>): void {
  const failed = bill.data.failed + 1;
  const changed = change(till, bill, { phase: 'past_due', nextMs: null, lastMs: till.nowMs(), failed });
  till.end(open(till, bill, null), 'failed');
  till.notifier.tell('SUBSCRIPTION_PAST_DUE', changed);
}

function cancel(till: Bills, bill: Bill<Agreement>): void {
  if (bill.data.phase === 'cancelled') return;
  const changed = change(till, bill, { phase: 'cancelled', nextMs: null });
  till.notifier.tell('SUBSCRIPTION_CANCELLED', changed);
}

import type { Bill } from './till/bill.js';

/** What a bill is of: an order by some way to pay (null: the payer chooses), a subscription, or one charge of that. */
export type Sold = number | null | Agreement | Charge;

export type Unit = 1 | 2 | 3 | 4;

/** A subscription. While its bill is open its payer has not agreed; paid, they have. */
export interface Agreement {
  readonly kind: 'agreement';
  readonly phase: 'new' | 'active' | 'past_due' | 'cancelled';
  /** 1 day, 2 week, 3 month, 4 year. */
  readonly unit: Unit;
  readonly every: number;
  readonly nextMs: number | null;
  readonly lastMs: number | null;
  readonly succeeded: number;
  readonly failed: number;
}

export interface Charge {
  readonly kind: 'charge';
  readonly agreementId: string;
  /** Of its subscription, as it was then. */
  readonly nextMs: number | null;
}

export const isAgreement = (bill: Bill<Sold>): bill is Bill<Agreement> =>
  typeof bill.data === 'object' && bill.data?.kind === 'agreement';

export const isCharge = (bill: Bill<Sold>): bill is Bill<Charge> =>
  typeof bill.data === 'object' && bill.data?.kind === 'charge';

/** As transactions name and number it. */
export const methodOf = ({ data }: Bill<Sold>): number => (typeof data === 'number' ? data : data ? 6 : 2);

export const moment = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** Calendar months and years, the day clamped to the month's last. */
export function later(ms: number, unit: Unit, every: number): number {
  if (unit <= 2) return ms + every * (unit === 1 ? 1 : 7) * 86_400_000;
  const at = new Date(ms);
  const month = at.getUTCMonth() + every * (unit === 3 ? 1 : 12);
  const lastDay = new Date(Date.UTC(at.getUTCFullYear(), month + 1, 0)).getUTCDate();
  at.setUTCFullYear(at.getUTCFullYear(), month, Math.min(at.getUTCDate(), lastDay));
  return at.getTime();
}

export type BillState = 'open' | 'paid' | 'canceled' | 'expired' | 'failed';

/** An invoice as most providers know one; plain JSON. `Data` is what only this provider keeps of it. */
export interface Bill<Data = unknown> {
  readonly id: string;
  /** What the shop calls it, where the shop said so. */
  readonly paymentId: string | null;
  /** Minor units: safe integers, as JSON holds them. */
  readonly minor: number;
  readonly currency: string;
  readonly description: string;
  readonly state: BillState;
  readonly createdMs: number;
  /** When it dies unless somebody pays; null when it never does. */
  readonly endsMs: number | null;
  readonly paidMs: number | null;
  readonly refundedMinor: number;
  /** Where the payer goes afterwards. */
  readonly returnUrl: string | null;
  readonly data: Data;
}

export type NewBill<Data> = Pick<
  Bill<Data>,
  'id' | 'paymentId' | 'minor' | 'currency' | 'description' | 'endsMs' | 'returnUrl' | 'data'
>;

export interface Refund {
  readonly id: string;
  readonly billId: string;
  readonly minor: number;
  readonly state: 'pending' | 'succeeded' | 'canceled';
  readonly createdMs: number;
}

/** "299.00" of 29900; `places` 0 for stars and yen. */
export function decimal(minor: number, places = 2): string {
  if (places === 0) return String(minor);
  const digits = String(minor).padStart(places + 1, '0');
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** 29900 of "299", "299.0" or 299; null of what is no amount with two decimals at most. */
export function minorOf(amount: unknown): number | null {
  const match = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(String(amount));
  return match?.[1] === undefined ? null : Number(match[1] + (match[2] ?? '').padEnd(2, '0'));
}

import { randomUUID } from 'node:crypto';
import type { Bill, BillState, NewBill, Refund } from './bill.js';
import { createFaults, type Refuse } from './faults.js';
import type { Place } from './emulator.js';
import { noteCalls, type JournalLine } from './journal.js';
import { keep } from './keep.js';
import { createNotifier, type Delivery, type Manners, type Notice } from './notices.js';
import { Unfit } from './unfit.js';

/** What tells one provider's till from another's. */
export interface Trade<Data> extends Manners<Bill<Data>> {
  /** What its pay page calls itself. */
  readonly brand: string;
  readonly refuse: Refuse;
  /** What the shop is told when a bill comes to this; null: nothing. */
  eventOf(bill: Bill<Data>): string | null;
  /** The same of a refund that succeeded. */
  eventOfRefund?(refund: Refund): string | null;
}

export type Till<Data = unknown> = ReturnType<typeof openTill<Data>>;

interface Saved<Data> {
  readonly bills: readonly Bill<Data>[];
  readonly refunds: readonly Refund[];
  readonly notices: readonly Notice<Bill<Data>>[];
}

const tickMs = 100;
const byId = <T extends { readonly id: string }>(rows: readonly T[] = []): Map<string, T> =>
  new Map(rows.map((row) => [row.id, row]));

/** The shop's bills at a provider, what became of them, and who is told. The API around it is the provider's own. */
export function openTill<Data>(trade: Trade<Data>, { url, webhookUrl, nowMs, state }: Place) {
  const saved = state as Saved<Data> | undefined;
  const delivery: Delivery = { mode: 'normal', copies: 1, delayMs: 0 };
  const bills = byId(saved?.bills);
  const refunds = byId(saved?.refunds);
  const journal: JournalLine[] = [];
  const out = { notices: byId(saved?.notices), journal, nowMs, webhookUrl, delivery };
  const notifier = createNotifier(out, trade);
  const faults = createFaults(trade.refuse);

  const find = (id: string): Bill<Data> => {
    const bill = bills.get(id);
    if (!bill) throw new Unfit(404, `no bill ${id}`);
    return bill;
  };
  /** Changes what is shown; nobody is told. */
  const change = (id: string, patch: Partial<Bill<Data>>): Bill<Data> => {
    const changed = { ...find(id), ...patch };
    bills.set(id, changed);
    return changed;
  };
  const move = (id: string, to: BillState, patch: Partial<Bill<Data>> = {}, how?: Delivery): Bill<Data> => {
    const bill = find(id);
    if (bill.state === 'paid') throw new Unfit(409, `bill ${id} is paid`);
    const moved = change(id, { state: to, ...(to === 'paid' && { paidMs: nowMs() }), ...patch });
    const event = trade.eventOf(moved);
    if (event !== null) notifier.tell(event, moved, how);
    return moved;
  };
  const expire = (): void => {
    for (const { id, state: is, endsMs } of bills.values()) {
      if (is === 'open' && endsMs !== null && endsMs <= nowMs()) move(id, 'expired');
    }
  };
  const settleRefund = (refund: Refund): Refund => {
    keep(refunds, refund.id, refund);
    if (refund.state !== 'succeeded') return refund;
    const bill = find(refund.billId);
    const told = change(bill.id, { refundedMinor: bill.refundedMinor + refund.minor });
    const event = trade.eventOfRefund?.(refund) ?? null;
    if (event !== null) notifier.tell(event, told);
    return refund;
  };

  const tick = setInterval(() => {
    expire();
    notifier.pump();
  }, tickMs);

  return {
    brand: trade.brand,
    url,
    nowMs,
    bills,
    refunds,
    out,
    notifier,
    faults,
    find,
    change,
    /** First in the API's router: journal, faults, and what has died meanwhile. */
    entrance: [
      noteCalls(out),
      faults.strike,
      (_request: unknown, _response: unknown, next: () => void) => {
        expire();
        next();
      },
    ],
    payUrl: (id: string) => `${url}/pay/${id}`,
    open(bill: NewBill<Data>): Bill<Data> {
      const opened = { ...bill, state: 'open', createdMs: nowMs(), paidMs: null, refundedMinor: 0 } as const;
      keep(bills, bill.id, opened);
      return opened;
    },
    /** The payer paid, be it late. */
    pay: (id: string, patch: Partial<Bill<Data>> = {}, how?: Delivery) => move(id, 'paid', patch, how),
    /** Nobody will pay it any more. */
    end: (id: string, to: 'canceled' | 'expired' | 'failed') => move(id, to),
    /**
     * Money goes back. @throws {Unfit} for what is not paid, or more than is left
     */
    refund(
      billId: string,
      minor: number,
      is: Refund['state'] = 'succeeded',
      id: string = randomUUID(),
    ): Refund {
      const bill = find(billId);
      const taken = [...refunds.values()]
        .filter((other) => other.billId === billId && other.state !== 'canceled')
        .reduce((sum, other) => sum + other.minor, 0);
      if (bill.state !== 'paid') throw new Unfit(409, `bill ${billId} is not paid`);
      if (minor < 1 || taken + minor > bill.minor)
        throw new Unfit(409, `more than is left of bill ${billId}`);
      return settleRefund({ id, billId, minor, state: is, createdMs: nowMs() });
    },
    /** Ends one that was pending. */
    endRefund(id: string, to: 'succeeded' | 'canceled'): Refund {
      const refund = refunds.get(id);
      if (refund?.state !== 'pending') throw new Unfit(409, `no pending refund ${id}`);
      return settleRefund({ ...refund, state: to });
    },
    snapshot: (): Saved<Data> => ({
      bills: [...bills.values()],
      refunds: [...refunds.values()],
      notices: [...out.notices.values()],
    }),
    close(): void {
      clearInterval(tick);
      notifier.close();
      faults.close();
    },
  };
}

import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Bill, BillState, NewBill, Refund } from './bill.js';
import { createFaults, type Faults, type Refuse } from './faults.js';
import type { Place } from './emulator.js';
import { noteCalls } from './journal.js';
import { keep } from './keep.js';
import {
  createNotifier,
  type Delivery,
  type Manners,
  type Notice,
  type Notifier,
  type Outgoing,
} from './notices.js';
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
  /** What it calls a refund; a UUID where it does not matter. */
  newRefundId?(): string;
}

interface Saved<Data> {
  readonly bills: readonly Bill<Data>[];
  readonly refunds: readonly Refund[];
  readonly notices: readonly Notice<Bill<Data>>[];
}

const tickMs = 100;
const byId = <T extends { readonly id: string }>(rows: readonly T[] = []): Map<string, T> =>
  new Map(rows.map((row) => [row.id, row]));

/** The shop's bills at a provider, what became of them, and who is told. The API around it is the provider's own. */
export class Till<Data = unknown> {
  readonly bills: Map<string, Bill<Data>>;
  readonly refunds: Map<string, Refund>;
  readonly out: Outgoing<Bill<Data>>;
  readonly notifier: Notifier<Bill<Data>>;
  readonly faults: Faults;
  readonly trade: Trade<Data>;
  readonly nowMs: () => number;
  readonly #url: string;
  readonly #tick: NodeJS.Timeout;

  constructor(trade: Trade<Data>, { url, webhookUrl, nowMs, state }: Place) {
    const saved = state as Saved<Data> | undefined;
    this.trade = trade;
    this.#url = url;
    this.nowMs = nowMs;
    this.bills = byId(saved?.bills);
    this.refunds = byId(saved?.refunds);
    const delivery: Delivery = { mode: 'normal', copies: 1, delayMs: 0 };
    this.out = { notices: byId(saved?.notices), journal: [], nowMs, webhookUrl, delivery };
    this.notifier = createNotifier(this.out, trade);
    this.faults = createFaults(trade.refuse);
    this.#tick = setInterval(() => {
      this.#expire();
      this.notifier.pump();
    }, tickMs);
  }

  /** First in the API's router: journal, faults, and what has died meanwhile. */
  get entrance(): RequestHandler[] {
    const expire: RequestHandler = (_request, _response, next) => {
      this.#expire();
      next();
    };
    return [noteCalls(this.out), this.faults.strike, expire];
  }

  payUrl(id: string): string {
    return `${this.#url}/pay/${id}`;
  }

  /** @throws {Unfit} 404 */
  find(id: string): Bill<Data> {
    const bill = this.bills.get(id);
    if (!bill) throw new Unfit(404, `no bill ${id}`);
    return bill;
  }

  open(bill: NewBill<Data>): Bill<Data> {
    const opened = {
      ...bill,
      state: 'open',
      createdMs: this.nowMs(),
      paidMs: null,
      refundedMinor: 0,
    } as const;
    keep(this.bills, bill.id, opened);
    return opened;
  }

  /** Changes what is shown; nobody is told. */
  change(id: string, patch: Partial<Bill<Data>>): Bill<Data> {
    const changed = { ...this.find(id), ...patch };
    this.bills.set(id, changed);
    return changed;
  }

  /** The payer paid, be it late. */
  pay(id: string, patch: Partial<Bill<Data>> = {}, how?: Delivery): Bill<Data> {
    return this.#move(id, 'paid', { paidMs: this.nowMs(), ...patch }, how);
  }

  /** Nobody will pay it any more. */
  end(id: string, to: 'canceled' | 'expired' | 'failed'): Bill<Data> {
    return this.#move(id, to, {});
  }

  /** Money goes back. @throws {Unfit} for what is not paid, or more than is left */
  refund(
    billId: string,
    minor: number,
    state: Refund['state'] = 'succeeded',
    id: string = this.trade.newRefundId?.() ?? randomUUID(),
  ): Refund {
    const bill = this.find(billId);
    const taken = [...this.refunds.values()]
      .filter((other) => other.billId === billId && other.state !== 'canceled')
      .reduce((sum, other) => sum + other.minor, 0);
    if (bill.state !== 'paid') throw new Unfit(409, `bill ${billId} is not paid`);
    if (minor < 1 || taken + minor > bill.minor) throw new Unfit(409, `more than is left of bill ${billId}`);
    return this.#settle({ id, billId, minor, state, createdMs: this.nowMs() });
  }

  /** Ends one that was pending. */
  endRefund(id: string, to: 'succeeded' | 'canceled'): Refund {
    const refund = this.refunds.get(id);
    if (refund?.state !== 'pending') throw new Unfit(409, `no pending refund ${id}`);
    return this.#settle({ ...refund, state: to });
  }

  /** The shop is told of what happens now before anybody who asks hears of it: not until the answer is called. */
  lag(id: string, happen: () => unknown): () => void {
    const before = this.find(id);
    happen();
    const after = this.find(id);
    this.change(id, before);
    return () => void this.change(id, after);
  }

  snapshot(): Saved<Data> {
    return {
      bills: [...this.bills.values()],
      refunds: [...this.refunds.values()],
      notices: [...this.out.notices.values()],
    };
  }

  close(): void {
    clearInterval(this.#tick);
    this.notifier.close();
    this.faults.close();
  }

  #move(id: string, state: BillState, patch: Partial<Bill<Data>>, how?: Delivery): Bill<Data> {
    if (this.find(id).state === 'paid') throw new Unfit(409, `bill ${id} is paid`);
    const moved = this.change(id, { ...patch, state });
    const event = this.trade.eventOf(moved);
    if (event !== null) this.notifier.tell(event, moved, how);
    return moved;
  }

  #settle(refund: Refund): Refund {
    keep(this.refunds, refund.id, refund);
    if (refund.state !== 'succeeded') return refund;
    const bill = this.find(refund.billId);
    const told = this.change(bill.id, { refundedMinor: bill.refundedMinor + refund.minor });
    const event = this.trade.eventOfRefund?.(refund) ?? null;
    if (event !== null) this.notifier.tell(event, told);
    return refund;
  }

  #expire(): void {
    for (const { id, state, endsMs } of this.bills.values()) {
      if (state === 'open' && endsMs !== null && endsMs <= this.nowMs()) this.end(id, 'expired');
    }
  }
}

import type { Transaction } from 'objection';
import type { Db } from '../../db/db.js';
import type { AccountName } from '../../db/ledger.js';
import type { Order } from '../../db/models/order.js';
import type { Payment } from '../../db/models/payment.js';
import type { Money } from '../../domain/money.js';
import type { Term } from '../../domain/term.js';

/** An order that its payment has just paid. */
export interface Paid {
  readonly order: Order;
  readonly payment: Payment;
  readonly now: Date;
  /** What was paid for, where it is not the plan's own term. */
  readonly term?: Term;
}

/** A refund of what paid an order. */
export interface TakenBack {
  readonly order: Order;
  /** How much of the price went back so far; null for all of it. */
  readonly share: { readonly price: Money; readonly soFar: Money } | null;
  /** What makes it happen once. */
  readonly sourceId: string;
  readonly now: Date;
}

/** What one kind of order gives once it is paid. A new kind is a file, and a line of the registry. */
export interface Goods {
  /** Whose its money is from then on. */
  account(order: Order): AccountName;
  /** Absent where it always gives. What gives nothing any more leaves its money on the balance. */
  stillGives?(db: Db, trx: Transaction, order: Order, now: Date): Promise<boolean>;
  /** What of `held:<order>` pays for it until it is given; absent where nothing is held. With the order locked. */
  keeps?(db: Db, trx: Transaction, order: Order): Promise<bigint>;
  /** In the transaction that pays the order, once; with the order and its payment locked. */
  give(db: Db, trx: Transaction, paid: Paid): Promise<void>;
  /** Absent where a refund takes nothing but money. Safe to repeat: a source takes once. */
  takeBack?(db: Db, trx: Transaction, taken: TakenBack): Promise<void>;
}

import type { Knex } from 'knex';
import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { AccountName } from '../db/ledger.js';
import type { Order } from '../db/models/order.js';
import type { Payment } from '../db/models/payment.js';
import { money, type Money } from '../domain/money.js';

/**
 * Holds the part of a locked open order that the balance pays. Safe to repeat: it is held once. False when the balance
 * is no longer enough, and then the order is given up.
 *
 * Whoever ends the order lets go of the part: the table itself sees to it.
 */
export async function holdPart(db: Db, trx: Transaction, order: Order): Promise<boolean> {
  const { id, userId, heldMinor, currency } = order;
  const held = await db.ledger.lockBalance(trx, `held:${id}`, currency);
  if (held >= heldMinor) return true;
  const balance = await db.ledger.lockBalance(trx, `user:${userId}`, currency);
  if (balance < heldMinor) {
    await order.$query(trx).patch({ state: 'canceled', heldMinor: 0n, updatedAt: new Date() });
    return false;
  }
  const amount = money(heldMinor, currency);
  const key = `order:${id}:held`;
  const isHeld = await db.ledger.transfer(trx, { key, from: `user:${userId}`, to: `held:${id}`, amount });
  if (!isHeld) throw new Error(`what order ${id} held is gone, and it is open`);
  return true;
}

/** What the balance pays beside this payment. */
export const partOf = ({ price, heldMinor }: Order, { amount }: Payment): bigint =>
  heldMinor > 0n && amount.minor + heldMinor === price.minor ? heldMinor : 0n;

/**
 * Whether that part is there still: of an order that was given up it went back, and may be spent. Then what comes for
 * the rest is the person's, on their balance.
 */
export async function hasPart(db: Db, trx: Transaction, order: Order, payment: Payment): Promise<boolean> {
  const part = partOf(order, payment);
  if (part === 0n || order.state === 'open') return true;
  return (await db.ledger.lockBalance(trx, `user:${order.userId}`, order.currency)) >= part;
}

/** With all that the provider took, what the balance paid beside it goes back, too: to the balance. False: no news. */
export async function givePartBack(
  db: Db,
  trx: Transaction,
  order: Order,
  payment: Payment,
  from: AccountName,
): Promise<boolean> {
  const { id, userId, currency } = order;
  const minor = partOf(order, payment);
  if (minor === 0n) return false;
  const amount = { minor, currency };
  return db.ledger.transfer(trx, { key: `order:${id}:part:back`, from, to: `user:${userId}`, amount });
}

/** All that was paid with this payment, the balance's part included: of that the provider's goes back first. */
export const paidFor = (order: Order, payment: Payment): Money =>
  partOf(order, payment) === 0n ? payment.amount : order.price;

/** What of that has not gone back. With all that the provider took the balance's part has, too. */
export async function leftOf(db: Db, knex: Knex, order: Order): Promise<Money> {
  const { paidBy, currency } = order;
  if (paidBy === null) return money(0n, currency);
  const payment = await db.payments.byId(knex, paidBy);
  const back = await db.refunds.sum(knex, paidBy, ['succeeded']);
  return money(back >= payment.amountMinor ? 0n : paidFor(order, payment).minor - back, currency);
}

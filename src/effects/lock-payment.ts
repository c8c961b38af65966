import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { Order } from '../db/models/order.js';
import type { Payment } from '../db/models/payment.js';
import { Never } from '../domain/errors.js';

/** A payment with its order, both locked. */
export interface Locked {
  readonly order: Order;
  readonly payment: Payment;
}

/**
 * A payment and its order as they are now, locked until `trx` ends: everybody takes the order first, so that nobody waits
 * for whoever waits for them.
 *
 * @throws {Never} when there is no such payment
 */
export async function lockPayment(db: Db, trx: Transaction, paymentId: bigint): Promise<Locked> {
  const order = await db.orders.lockOf(trx, paymentId);
  if (!order) throw new Never('payment.unknown', `there is no payment ${paymentId}`);
  return { order, payment: await db.payments.lock(trx, paymentId) };
}

import type { Transaction } from 'objection';
import type { Order } from '../db/models/order.js';
import type { Payment } from '../db/models/payment.js';
import type { PaymentMethod } from '../db/models/payment-method.js';
import { sameMoney } from '../domain/money.js';
import { nextStep } from '../domain/renewal.js';
import { outlookOf, type Around } from './renewal-outlook.js';

export interface Chargeable {
  readonly order: Order;
  readonly method: PaymentMethod;
}

/**
 * Whether a renewal's charge may be made now: its person has not said no, nor paid meanwhile, nor chosen another way; the
 * price is no other. Everything is asked anew, with the agreement locked. Null where it may not.
 */
export async function mayBeCharged(
  around: Around,
  trx: Transaction,
  { id, orderId, methodId, amount }: Payment,
  now: Date,
): Promise<Chargeable | null> {
  const { db } = around;
  const { subscriptionId } = await db.orders.byId(trx, orderId);
  const renewal = await db.renewals.lockOf(trx, subscriptionId ?? 0n);
  const order = await db.orders.lock(trx, orderId);
  if (!renewal?.active || renewal.methodId !== methodId || order.state !== 'open') return null;
  const { renewing, method } = await outlookOf(around, renewal, trx, id);
  const isSame = renewing.price !== null && sameMoney(renewing.price, amount);
  return method && isSame && nextStep(renewing, now).do === 'charge' ? { order, method } : null;
}

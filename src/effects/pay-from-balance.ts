import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { Order } from '../db/models/order.js';
import { settlePayment } from './settle-payment.js';

/**
 * Pays a locked order from the person's balance, in the purchase's own transaction. Answers the subscription that it
 * went to; null when the balance is too small, and then nothing has changed. The balance's row stays locked to the
 * end, so no number of taps spends it twice; an order that was paid costs nothing more.
 */
export async function payFromBalance(
  db: Db,
  trx: Transaction,
  order: Order,
  now: Date,
): Promise<bigint | null> {
  const { id: orderId, userId, price } = order;
  if (order.state === 'paid') return subscriptionOf(db, trx, userId);
  const balance = await db.ledger.balance(`user:${userId}`, price.currency, trx);
  if (balance < price.minor) return null;

  const { payment } = await db.payments.findOrStart(trx, { orderId, provider: 'balance', amount: price });
  const seen = { externalId: `balance:${orderId}`, claim: 'succeeded', amount: price, ours: true } as const;
  await settlePayment(db, trx, payment.id, seen, { source: 'balance', now });
  return subscriptionOf(db, trx, userId);
}

async function subscriptionOf(db: Db, trx: Transaction, userId: bigint): Promise<bigint> {
  const subscription = await db.subscriptions.first(trx, userId);
  if (!subscription) throw new Error(`user ${userId} paid for a subscription that is not there`);
  return subscription.id;
}

import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { Order } from '../db/models/order.js';
import { goodsOf } from './goods/registry.js';
import { settlePayment } from './settle-payment.js';

/**
 * Pays a locked order from the person's balance, in the purchase's own transaction. Answers the subscription that it
 * went to, of a gift its order; null when the balance is too small, or the order gives nothing any more, and then nothing
 * has changed. The balance's row stays locked to the end, so no number of taps spends it twice; an order that was paid costs
 * nothing more.
 */
export async function payFromBalance(
  db: Db,
  trx: Transaction,
  order: Order,
  now: Date,
): Promise<bigint | null> {
  const { id: orderId, userId, price } = order;
  if (order.state === 'paid') return givenBy(db, trx, order);
  const balance = await db.ledger.lockBalance(trx, `user:${userId}`, price.currency);
  if (balance < price.minor) return null;
  if ((await goodsOf(order.kind).stillGives?.(db, trx, order, now)) === false) return null;

  const { payment } = await db.payments.findOrStart(trx, { orderId, provider: 'balance', amount: price });
  const seen = { externalId: `balance:${orderId}`, claim: 'succeeded', amount: price, ours: true } as const;
  await settlePayment(db, trx, payment.id, seen, { source: 'balance', now });
  return givenBy(db, trx, order);
}

/** An order that names none is for the person's first, which is there once it is paid. */
async function givenBy(db: Db, trx: Transaction, order: Order): Promise<bigint> {
  const { id, userId, subscriptionId, kind } = order;
  if (kind === 'gift') return id;
  if (subscriptionId !== null) return subscriptionId;
  const first = await db.subscriptions.first(trx, userId);
  if (!first) throw new Error(`user ${userId} paid for a subscription that is not there`);
  return first.id;
}

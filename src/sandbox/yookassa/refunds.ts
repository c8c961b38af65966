import { randomUUID } from 'node:crypto';
import { kopeksOf, rubles } from './amounts.js';
import type { Amount, Refund } from './objects.js';
import type { RefundOrder } from './orders.js';
import { alter, findPayment } from './payments.js';
import { Problem } from './problem.js';
import { checkReceipt } from './receipts.js';
import { keep } from '../till/keep.js';
import type { Shop } from './shop.js';

/** @throws {Problem} 404 */
export function findRefund(shop: Shop, id: string): Refund {
  const refund = shop.refunds.get(id);
  if (!refund) throw new Problem(404, "Refund doesn't exist or access is denied", 'refund_id');
  return refund;
}

/** Money back by the API: all at once or in parts, never more than was paid. A part needs a receipt of its own. */
export function createRefund(shop: Shop, order: RefundOrder): Refund {
  const { payment_id: paymentId, amount, description, receipt } = order;
  const refund = begin(shop, paymentId, amount, description);
  const isWhole = amount.value === findPayment(shop, paymentId).shown.amount.value;
  checkReceipt(receipt, amount.value, shop.fiscalization && !isWhole);
  return settle(shop, refund, shop.refundsBecome);
}

/** By hand, in the shop's cabinet; all that is left when no amount is named. */
export function refundByHand(shop: Shop, paymentId: string, amount?: Amount): Refund {
  const left = leftOf(shop, paymentId, findPayment(shop, paymentId).shown.amount);
  return settle(shop, begin(shop, paymentId, amount ?? rubles(left)), 'succeeded');
}

/** Ends one that was pending. */
export function settleRefund(shop: Shop, id: string, status: 'succeeded' | 'canceled'): Refund {
  const refund = findRefund(shop, id);
  if (refund.status !== 'pending') throw new Problem(400, `The refund is ${refund.status}`, 'status');
  return settle(shop, refund, status);
}

function begin(shop: Shop, paymentId: string, amount: Amount, description?: string): Refund {
  const { shown } = findPayment(shop, paymentId);
  if (shown.status !== 'succeeded') throw new Problem(400, 'The payment is not paid', 'payment_id');
  if (kopeksOf(amount.value) > leftOf(shop, paymentId, shown.amount)) {
    throw new Problem(400, 'The amount is more than is left of the payment', 'amount.value');
  }
  return {
    id: randomUUID(),
    payment_id: paymentId,
    status: 'pending',
    amount,
    created_at: new Date(shop.nowMs()).toISOString(),
    ...(description !== undefined && { description }),
  };
}

/** What is paid and neither given back nor on its way back. */
function leftOf(shop: Shop, paymentId: string, paid: Amount): bigint {
  let left = kopeksOf(paid.value);
  for (const { payment_id: of, status, amount } of shop.refunds.values()) {
    if (of === paymentId && status !== 'canceled') left -= kopeksOf(amount.value);
  }
  return left;
}

/** Of success the shop is told. Of a canceled refund nobody is: there is no such event. */
function settle(shop: Shop, refund: Refund, status: Refund['status']): Refund {
  const why = { party: 'yoo_money', reason: 'insufficient_funds' } as const;
  const settled = { ...refund, status, ...(status === 'canceled' && { cancellation_details: why }) };
  keep(shop.refunds, settled.id, settled);
  if (status === 'succeeded') {
    const { id, amount, refunded_amount: before } = findPayment(shop, refund.payment_id).shown;
    const back = kopeksOf(before.value) + kopeksOf(refund.amount.value);
    alter(shop, id, { refunded_amount: rubles(back), refundable: back < kopeksOf(amount.value) });
    shop.notifier.tell('refund.succeeded', settled);
  }
  return settled;
}

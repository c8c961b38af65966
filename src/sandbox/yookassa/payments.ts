import { randomUUID } from 'node:crypto';
import { kopeksOf, rubles } from './amounts.js';
import type { Cancellation, Payment, PaymentObject } from './objects.js';
import type { PaymentOrder } from './orders.js';
import { Problem } from './problem.js';
import { keep } from '../till/keep.js';
import type { Shop } from './shop.js';

const hourMs = 3_600_000;
/** How long a card's money may be held. */
const holdMs = 7 * 24 * hourMs;

/** The shop canceled it; also how the emulator ends what its payer refused, for which the real page has no button. */
export const canceledByMerchant: Cancellation = { party: 'merchant', reason: 'canceled_by_merchant' };

/** @throws {Problem} 400 for what is no id, 404 for what is no payment of this shop */
export function findPayment(shop: Shop, id: string): Payment {
  if (!/^[\da-f-]{36}$/.test(id)) throw new Problem(400, 'Incorrect payment id', 'payment_id');
  const payment = shop.payments.get(id);
  if (!payment) throw new Problem(404, "Payment doesn't exist or access is denied", 'payment_id');
  return payment;
}

export function createPayment(shop: Shop, order: PaymentOrder): PaymentObject {
  const payment = begin(shop, order);
  keep(shop.payments, payment.shown.id, payment);
  return payment.shown;
}

/** The payer paid: the money is taken, or held when the shop wants to capture it later. */
export function pay(shop: Shop, id: string): PaymentObject {
  if (inState(shop, id, 'pending').capture) return succeed(shop, id);
  const deadlineMs = shop.nowMs() + holdMs;
  const expiresAt = new Date(deadlineMs).toISOString();
  return move(shop, id, { status: 'waiting_for_capture', paid: true, expires_at: expiresAt }, deadlineMs);
}

/** The payer or his bank said no. */
export function decline(shop: Shop, id: string, why: Cancellation): PaymentObject {
  inState(shop, id, 'pending');
  return move(shop, id, { status: 'canceled', cancellation_details: why });
}

/** The shop's own calls, for money that is held only. */
export function capturePayment(shop: Shop, id: string): PaymentObject {
  inState(shop, id, 'waiting_for_capture');
  return succeed(shop, id);
}

export function cancelPayment(shop: Shop, id: string): PaymentObject {
  inState(shop, id, 'waiting_for_capture');
  return move(shop, id, { status: 'canceled', paid: false, cancellation_details: canceledByMerchant });
}

/** Lets what nobody paid in its hour, or captured in its week, die. */
export function expirePayments(shop: Shop): void {
  for (const { shown, deadlineMs } of shop.payments.values()) {
    if (deadlineMs === null || deadlineMs > shop.nowMs()) continue;
    const reason = shown.status === 'pending' ? 'expired_on_confirmation' : 'expired_on_capture';
    const why: Cancellation = { party: 'yoo_money', reason };
    move(shop, shown.id, { status: 'canceled', paid: false, cancellation_details: why });
  }
}

/** Changes what the API shows; nobody is told. */
export function alter(
  shop: Shop,
  id: string,
  shown: Partial<PaymentObject>,
  deadlineMs = findPayment(shop, id).deadlineMs,
): PaymentObject {
  const payment = findPayment(shop, id);
  const altered = { ...payment, shown: { ...payment.shown, ...shown }, deadlineMs };
  shop.payments.set(id, altered);
  return altered.shown;
}

/** A step of its life, which the shop is told of. */
function move(
  shop: Shop,
  id: string,
  shown: Partial<PaymentObject>,
  deadlineMs: number | null = null,
): PaymentObject {
  const moved = alter(shop, id, shown, deadlineMs);
  shop.notifier.tell(`payment.${moved.status}`, moved);
  return moved;
}

function succeed(shop: Shop, id: string): PaymentObject {
  const { shown, receipt } = findPayment(shop, id);
  return move(shop, id, {
    status: 'succeeded',
    paid: true,
    refundable: true,
    captured_at: new Date(shop.nowMs()).toISOString(),
    income_amount: rubles((kopeksOf(shown.amount.value) * 965n) / 1000n), // its fee is 3.5 %
    ...(receipt !== null && { receipt_registration: 'succeeded' as const }),
  });
}

function inState(shop: Shop, id: string, state: PaymentObject['status']): Payment {
  const payment = findPayment(shop, id);
  if (payment.shown.status === state) return payment;
  throw new Problem(400, `The payment is ${payment.shown.status}`, 'status');
}

function begin(
  shop: Shop,
  { amount, capture, confirmation, description, metadata, receipt }: PaymentOrder,
): Payment {
  const id = randomUUID();
  const returnUrl = confirmation.return_url;
  const shown: PaymentObject = {
    id,
    status: 'pending',
    paid: false,
    amount,
    ...(description !== undefined && { description }),
    recipient: { account_id: shop.shopId, gateway_id: '1' },
    payment_method: { type: 'bank_card', id, saved: false, status: 'inactive' },
    created_at: new Date(shop.nowMs()).toISOString(),
    confirmation: {
      type: 'redirect',
      return_url: returnUrl,
      confirmation_url: `${shop.publicUrl}/yookassa/pay/${id}`,
    },
    test: shop.test,
    refunded_amount: rubles(0n),
    refundable: false,
    ...(receipt !== undefined && { receipt_registration: 'pending' as const }),
    metadata,
  };
  return { shown, returnUrl, capture, receipt: receipt ?? null, deadlineMs: shop.nowMs() + hourMs };
}

import { randomUUID } from 'node:crypto';
import { kopeksOf, rubles } from './amounts.js';
import { cardOf, chargeable, requireAutopayments, saveMethod } from './methods.js';
import type { Cancellation, Method, Payment, PaymentObject } from './objects.js';
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
  const method = order.payment_method_id === undefined ? null : chargeable(shop, order.payment_method_id);
  if (order.save_payment_method) requireAutopayments(shop);
  const payment = begin(shop, order, method);
  keep(shop.payments, payment.shown.id, payment);
  return method && !shop.chargesWait ? charge(shop, payment.shown.id, method) : payment.shown;
}

/** Nobody is asked, so it ends at once; a refusal is an answer like every other. */
function charge(shop: Shop, id: string, { declines }: Method): PaymentObject {
  return declines ? decline(shop, id, declines) : pay(shop, id);
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
  const { shown, receipt, saves } = findPayment(shop, id);
  const { payment_method: used = { type: 'bank_card', id, saved: false, status: 'inactive' } } = shown;
  const paidBy = saves && shop.saves ? saveMethod(shop, id) : { ...cardOf(id), ...used };
  return move(shop, id, {
    payment_method: paidBy,
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
  { amount, capture, confirmation, description, metadata, receipt, save_payment_method: saves }: PaymentOrder,
  method: Method | null,
): Payment {
  const id = randomUUID();
  const confirmation_url = `${shop.publicUrl}/yookassa/pay/${id}`;
  const shown: PaymentObject = {
    id,
    status: 'pending',
    paid: false,
    amount,
    ...(description !== undefined && { description }),
    recipient: { account_id: shop.shopId, gateway_id: '1' },
    payment_method: method?.shown ?? { type: 'bank_card', id, saved: false, status: 'inactive' },
    created_at: new Date(shop.nowMs()).toISOString(),
    ...(confirmation && { confirmation: { ...confirmation, confirmation_url } }),
    test: shop.test,
    refunded_amount: rubles(0n),
    refundable: false,
    ...(receipt !== undefined && { receipt_registration: 'pending' as const }),
    metadata,
  };
  const deadlineMs = shop.nowMs() + hourMs;
  const returnUrl = confirmation?.return_url ?? null;
  return { shown, returnUrl, capture, saves, receipt: receipt ?? null, deadlineMs };
}

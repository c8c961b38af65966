import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { keep } from '../till/keep.js';
import type { Cancellation, Method, MethodObject } from './objects.js';
import { Problem, readAs } from './problem.js';
import type { Shop } from './shop.js';

const hourMs = 3_600_000;

const bindOrder = z.object({
  type: z.literal('bank_card', 'Only bank_card is emulated'),
  confirmation: z.object({
    type: z.literal('redirect'),
    return_url: z.url({ protocol: /^https?$/ }).max(2048),
  }),
});

/** @throws {Problem} 403 where the shop's manager has not allowed it */
export function requireAutopayments({ autopayments }: Shop): void {
  if (!autopayments) throw new Problem(403, 'You are not allowed to save payment methods');
}

/** @throws {Problem} 400 for what is no id, 404 for what is no method of this shop */
export function findMethod(shop: Shop, id: string): Method {
  if (!/^[\da-f-]{36}$/.test(id)) throw new Problem(400, 'Incorrect payment method id', 'payment_method_id');
  const method = shop.methods.get(id);
  if (!method) throw new Problem(404, "Payment method doesn't exist", 'payment_method_id');
  return method;
}

/** One that its person saves without paying: pending until they did, on its page. */
export function createMethod(shop: Shop, given: unknown): MethodObject {
  requireAutopayments(shop);
  const { type, confirmation } = readAs(bindOrder, given);
  const id = randomUUID();
  const shown: MethodObject = {
    id,
    type,
    saved: false,
    status: 'pending',
    holder: { account_id: shop.shopId, gateway_id: '1' },
    confirmation: { ...confirmation, confirmation_url: `${shop.publicUrl}/yookassa/bind/${id}` },
  };
  const deadlineMs = shop.nowMs() + hourMs;
  keep(shop.methods, id, { id, shown, declines: null, deadlineMs });
  return shown;
}

/** A card as the payer types it in; each its own. */
export function cardOf(id: string) {
  const last4 = String(Number.parseInt(id.slice(0, 8), 16) % 10_000).padStart(4, '0');
  const card = { last4, card_type: 'Mir', expiry_month: '12', expiry_year: '2030' };
  return { title: `Bank card *${last4}`, card };
}

/** Saved with a payment, whose id it bears. */
export function saveMethod(shop: Shop, id: string): MethodObject {
  const shown: MethodObject = { type: 'bank_card', id, saved: true, status: 'active', ...cardOf(id) };
  keep(shop.methods, id, { id, shown, declines: null, deadlineMs: null });
  return shown;
}

/** Its person gave the card, or gave up. Of a card that was refused nobody is told. */
export function endBinding(shop: Shop, id: string, to: 'active' | 'inactive'): MethodObject {
  const method = findMethod(shop, id);
  if (method.shown.status !== 'pending') throw new Problem(400, `It is ${method.shown.status}`, 'status');
  const saved = to === 'active';
  const shown = { ...method.shown, ...(saved && cardOf(id)), saved, status: to };
  shop.methods.set(id, { ...method, shown, deadlineMs: null });
  if (saved) shop.notifier.tell('payment_method.active', shown);
  return shown;
}

/** From now on its bank says this to each charge; null: it pays. */
export function declineCharges(shop: Shop, id: string, declines: Cancellation | null): Method {
  const method = { ...findMethod(shop, id), declines };
  shop.methods.set(id, method);
  return method;
}

/** Lets pages die that nobody filled in within their hour. */
export function expireBindings(shop: Shop): void {
  for (const { id, deadlineMs } of shop.methods.values()) {
    if (deadlineMs !== null && deadlineMs <= shop.nowMs()) endBinding(shop, id, 'inactive');
  }
}

/** @throws {Problem} 400 with the parameter, for one that is not saved, or was removed */
export function chargeable(shop: Shop, id: string): Method {
  requireAutopayments(shop);
  const method = shop.methods.get(id);
  if (method?.shown.status === 'active' && method.shown.saved) return method;
  throw new Problem(400, 'Payment method is not available', 'payment_method_id');
}

import { sameMoney, type Money } from './money.js';
import { dayMs } from './term.js';

const orderKinds = ['buy', 'topup', 'renewal', 'addon', 'gift', 'bind'] as const;
export type OrderKind = (typeof orderKinds)[number];
export type OrderState = 'open' | 'paid' | 'canceled' | 'expired';

/** How long an order can be paid from its screen. Money that comes later still pays it, or goes to the balance. */
export const orderLifetimeMs = dayMs;

/**
 * Whether money that arrives pays this order. It does once; for a given-up one as long as nothing newer for the same was
 * paid. `paid` is all that comes with it: a renewal that was opened anew at another price is not paid by what was asked at
 * the old one. What pays no order goes to the balance.
 */
export const paysOrder = (
  { state, price }: { readonly state: OrderState; readonly price: Money },
  paid: Money,
  newerPaid: boolean,
): boolean =>
  sameMoney(paid, price) &&
  (state === 'open' || ((state === 'canceled' || state === 'expired') && !newerPaid));

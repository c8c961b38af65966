export const orderKinds = ['buy', 'topup', 'renewal', 'addon', 'gift', 'bind'] as const;
export type OrderKind = (typeof orderKinds)[number];
export type OrderState = 'open' | 'paid' | 'canceled' | 'expired';

/** How long an order can be paid from its screen. Money that comes later still pays it, or goes to the balance. */
export const orderLifetimeMs = 24 * 3_600_000;

/**
 * Whether money that arrives pays this order. It does once; for a given-up one as long as nothing newer of its kind
 * was paid. What pays no order goes to the balance.
 */
export const paysOrder = (order: { state: OrderState }, newerPaid: boolean): boolean =>
  order.state === 'open' || ((order.state === 'canceled' || order.state === 'expired') && !newerPaid);

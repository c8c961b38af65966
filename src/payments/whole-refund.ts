import { sameMoney } from '../domain/money.js';
import type { RefundSnapshot, Snapshot } from './provider.js';

/**
 * The refund of a payment at a provider that gives back all of it or nothing and has no refunds to be asked for: the
 * payment tells of it. Named after its payment, so that asked for twice it is one.
 */
export const wholeRefund = ({ externalId, amount, refunded }: Snapshot): RefundSnapshot => ({
  externalId: `${externalId}:refund`,
  paymentExternalId: externalId,
  claim: sameMoney(refunded, amount) ? 'succeeded' : 'pending',
  amount,
  reason: null,
});

/** Whose refund this is; null for an id that `wholeRefund` never gave. */
export const refundedPayment = (refundId: string): string | null =>
  /^(?<payment>[\w-]{1,64}):refund$/.exec(refundId)?.groups?.['payment'] ?? null;

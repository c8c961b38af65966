import { UpstreamRejected } from '../domain/errors.js';
import { sameMoney } from '../domain/money.js';
import type { CallOptions } from '../http.js';
import type { Provider, RefundSnapshot, Snapshot } from './provider.js';

interface Ways {
  readonly get: (externalId: string, call: CallOptions) => Promise<Snapshot | null>;
  /** Tells the provider to give all of it back. Throws {UpstreamRejected} when it will not. */
  readonly giveBack: (externalId: string, call: CallOptions) => Promise<void>;
}

/**
 * Refunds at a provider that gives back all of a payment or nothing, has no keys for it and no refunds to be asked for:
 * the payment tells. One that was made before shows there, which is why it is read first.
 */
export const wholeRefunds = (provider: string, { get, giveBack }: Ways) =>
  ({
    fullRefundsOnly: true,

    async refund(externalId, amount, _key, call) {
      const before = await get(externalId, call);
      if (!before || !sameMoney(before.amount, amount))
        throw new UpstreamRejected(`${provider} has no payment ${externalId} of that amount`);
      if (before.refunded.minor > 0n) return refundOf(before);
      await giveBack(externalId, call);
      // It is under way, so an answer that gets lost from here on must not look like a refund that was not made.
      const after = await get(externalId, call).catch(() => null);
      return refundOf(after ?? before);
    },

    async refundOf(externalId, call) {
      const payment = await get(externalId, call);
      return payment && payment.refunded.minor > 0n ? refundOf(payment) : null;
    },

    async getRefund(externalId, call) {
      const [, paymentId] = /^([\w-]{1,64}):refund$/.exec(externalId) ?? [];
      const payment = paymentId === undefined ? null : await get(paymentId, call);
      return payment && refundOf(payment);
    },
  }) satisfies Partial<Provider>;

/** Named after its payment, so that asked for twice it is one. */
const refundOf = ({ externalId, amount, refunded }: Snapshot): RefundSnapshot => ({
  externalId: `${externalId}:refund`,
  paymentExternalId: externalId,
  claim: sameMoney(refunded, amount) ? 'succeeded' : 'pending',
  amount,
  reason: null,
});

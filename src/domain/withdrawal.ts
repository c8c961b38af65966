import type { Money } from './money.js';

/**
 * Days that a partial refund takes from a grant of `days` days: in proportion to all that was refunded so far,
 * less what was taken before. Rounded down, in the buyer's favour.
 */
export function withdrawnDays(
  days: number,
  price: Money,
  refundedSoFar: Money,
  alreadyWithdrawn: number,
): number {
  return Math.max(0, Number((BigInt(days) * refundedSoFar.minor) / price.minor) - alreadyWithdrawn);
}

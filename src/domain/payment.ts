export const paymentStates = [
  'created',
  'pending',
  'succeeded',
  'canceled',
  'expired',
  'failed',
  'refunded_in_part',
  'refunded',
  'disputed',
  'review',
] as const;
export type PaymentState = (typeof paymentStates)[number];

const given = ['succeeded', 'canceled', 'expired', 'failed', 'review'] as const;

/**
 * Every move there is. From canceled, expired or failed to succeeded is a late payment, and legal; but for what a person
 * canceled in review: only they settle it, and what goes back of it ends it.
 */
const moves: Readonly<Record<PaymentState, readonly PaymentState[]>> = {
  created: ['pending', ...given],
  pending: given,
  canceled: ['succeeded', 'review', 'refunded'],
  expired: ['succeeded', 'review'],
  failed: ['succeeded', 'review'],
  succeeded: ['refunded_in_part', 'refunded', 'disputed'],
  refunded_in_part: ['refunded_in_part', 'refunded', 'disputed'],
  disputed: ['succeeded', 'refunded_in_part', 'refunded'],
  review: ['succeeded', 'canceled', 'refunded'],
  refunded: [],
};

/** States in which money came and was not all sent back. */
export const paidStates: ReadonlySet<PaymentState> = new Set(['succeeded', 'refunded_in_part', 'disputed']);

/** Still at the provider, or not yet there: it is asked for, and its button shown again. */
export const unfinishedStates: ReadonlySet<PaymentState> = new Set(['created', 'pending']);

/**
 * Whether a payment in state `from` may come to be in `to`. What only a person decides (out of review, and that nothing
 * came after all) is refused to the machine.
 */
export const mayMove = (
  from: PaymentState,
  to: PaymentState,
  by: 'machine' | 'person' = 'machine',
): boolean =>
  (by === 'person' || !(from === 'review' || isEndOfCanceled(from, to))) && moves[from].includes(to);

const isEndOfCanceled = (from: PaymentState, to: PaymentState): boolean =>
  from === 'canceled' && to === 'refunded';

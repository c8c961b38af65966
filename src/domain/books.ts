import { formatDecimal, sameMoney, type Money } from './money.js';
import { paidStates, type PaymentState } from './payment.js';

export const breakKinds = ['missing', 'unpaid', 'amount', 'refund'] as const;
/**
 * `missing`: paid there, not with us. `unpaid`: paid with us, not there. `amount`: both, of different amounts. `refund`:
 * what went back differs.
 */
export type BreakKind = (typeof breakKinds)[number];

/** What is said differently, in words that name no person. */
export interface Difference {
  readonly kind: BreakKind;
  readonly ours: string;
  readonly theirs: string;
}

/** A payment as our books have it. */
export interface OurPayment {
  readonly state: PaymentState;
  readonly amount: Money;
  /** How much of it went back to where it came from. */
  readonly refunded: Money;
}

/** The same as its provider has it. */
export interface TheirPayment {
  readonly claim: string;
  readonly amount: Money;
  readonly refunded: Money;
  /** False for another shop's. */
  readonly ours: boolean;
}

/** States in which a payment's money is in our books, or was. */
export const bookedStates: ReadonlySet<PaymentState> = new Set([...paidStates, 'refunded']);

/**
 * What both sides say differently of one payment; null where they agree, or where a person looks at it already. What
 * went back is compared only where the provider's payments tell it.
 */
export function differ(
  ours: OurPayment | undefined,
  theirs: TheirPayment | null,
  tellsRefunds: boolean,
): Difference | null {
  if (theirs?.ours === false || ours?.state === 'review') return null;
  const isPaidThere = theirs?.claim === 'succeeded';
  const isBooked = ours !== undefined && bookedStates.has(ours.state);
  if (!isPaidThere && !isBooked) return null;
  const said = { ours: ourWords(ours), theirs: theirWords(theirs) };
  if (!isBooked) return { kind: 'missing', ...said };
  if (!isPaidThere) return { kind: 'unpaid', ...said };
  if (!sameMoney(ours.amount, theirs.amount)) return { kind: 'amount', ...said };
  if (tellsRefunds && !sameMoney(ours.refunded, theirs.refunded)) return { kind: 'refund', ...said };
  return null;
}

/** The same of one refund. One that failed afterwards stands in review with us: that never agrees. */
export function differInRefund(
  ours: { readonly state: string; readonly amount: Money } | undefined,
  theirs: { readonly claim: string; readonly amount: Money } | null,
): Difference | null {
  const isBooked = ours?.state === 'succeeded';
  const isMade = theirs?.claim === 'succeeded';
  const agree =
    isBooked === isMade &&
    (!isBooked || !isMade || sameMoney(ours.amount, theirs.amount)) &&
    ours?.state !== 'review';
  if (agree) return null;
  return {
    kind: 'refund',
    ours: ours ? `${ours.state} ${text(ours.amount)}` : nothing,
    theirs: theirs ? `${theirs.claim} ${text(theirs.amount)}` : nothing,
  };
}

const nothing = 'nothing';
const text = (amount: Money): string => `${formatDecimal(amount)} ${amount.currency}`;
const back = ({ refunded }: { readonly refunded: Money }): string =>
  refunded.minor > 0n ? `, ${formatDecimal(refunded)} went back` : '';
const ourWords = (ours: OurPayment | undefined): string =>
  ours ? `${ours.state} ${text(ours.amount)}${back(ours)}` : nothing;
const theirWords = (theirs: TheirPayment | null): string =>
  theirs ? `${theirs.claim} ${text(theirs.amount)}${back(theirs)}` : nothing;

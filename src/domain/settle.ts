import type { Repeat } from './mandate.js';
import { sameMoney, type Money } from './money.js';
import { mayMove, paidStates, type PaymentState } from './payment.js';
import type { ReceiptState } from './receipt.js';
import type { Decline, SavedMethod } from './saved-method.js';

/** A payment as its provider sees it, reduced to what decides. */
export interface Seen {
  readonly externalId: string;
  readonly claim: 'pending' | 'succeeded' | 'canceled' | 'expired' | 'failed';
  /** The invoice's amount, to be compared with ours; never the coin that it was really paid in. */
  readonly amount: Money;
  /** How much of it went back so far, also in the provider's own cabinet. */
  readonly refunded?: Money;
  /** False when the payee is not us (another shop's id, a test payment at a live shop). */
  readonly ours: boolean;
  /** Several of the provider's ids may stand for one payment of ours: each that is paid is money of its own. */
  readonly repeatable?: true;
  /** Of those: what their payment is called until one of them is paid, and what else is paid by now. */
  readonly opened?: Opened;
  /** Telegram's id of whoever paid, where the provider knows it: nobody pays for another unseen. */
  readonly payer?: bigint;
  /** The payer's bank took the money back, or holds it until a dispute ends: false from then on, whoever won. */
  readonly disputed?: boolean;
  /** Money came, but not as asked: its claim is `succeeded`, and a person decides. */
  readonly doubt?: Doubt;
  /** What its payer let be saved with it, once it is paid. */
  readonly method?: SavedMethod;
  /** Why a charge of a saved method came to nothing. */
  readonly decline?: Decline;
  /** How its receipt stands at the till, where one was asked for. */
  readonly receipt?: ReceiptState;
  /** Of what the provider charges again and again by itself. */
  readonly repeat?: Repeat;
}

/** How a payment that several of its provider's ids may stand for was opened. */
export interface Opened {
  /** What it is called there until one of them is paid. */
  readonly as: string;
  /** Those of the others that are paid. */
  readonly beside: readonly string[];
}

const doubts = {
  underpaid: 'less was paid than was asked',
  held: 'the provider holds the money until it knows where it came from',
  unsaid: 'its provider does not say how much came',
  returning: 'it goes back to the payer, or was to',
} as const;
/** Why money that came may not be ours to keep, though it is no other shop's and no other amount was asked. */
export type Doubt = keyof typeof doubts;

export interface Settleable {
  readonly externalId: string | null;
  readonly state: PaymentState;
  readonly amount: Money;
  /** A person canceled it in review, knowing what came: what is said of that again is no news. */
  readonly isDecided: boolean;
  /** Telegram's id of whoever ordered it; null for somebody without Telegram. */
  readonly owner: bigint | null;
}

export interface Verdict {
  readonly to: PaymentState;
  /** Why a person must look at it. */
  readonly reason?: string;
}

/**
 * What a sighting changes: the new state, or null when it tells us nothing new. Sightings may come late, twice or in
 * any order: what was paid stays paid, what was given up can still be paid, but not what a person gave up.
 */
export function judge(payment: Settleable, seen: Seen): Verdict | null {
  if (payment.state === 'review' || payment.state === 'refunded' || payment.isDecided) return null;
  if (paidStates.has(payment.state)) return judgePaid(payment, seen);
  // Another attempt under our id came to nothing: ours may still be paid.
  if (isAnothers(payment, seen) && seen.claim !== 'succeeded') return null;
  const to =
    seen.claim === 'succeeded'
      ? (mismatch(payment, seen) ?? { to: 'succeeded' as const })
      : { to: seen.claim };
  return mayMove(payment.state, to.to) ? to : null;
}

/**
 * Money came under another id where the provider lets one payment be paid several times: a link that two people opened,
 * say. It is not what is judged under the first id, and must not be lost in it.
 */
export const isPaidAgain = (payment: Pick<Settleable, 'externalId'>, seen: Seen): boolean =>
  seen.repeatable === true && seen.claim === 'succeeded' && isAnothers(payment, seen);

const isAnothers = ({ externalId }: Pick<Settleable, 'externalId'>, seen: Seen): boolean =>
  externalId !== null && externalId !== seen.externalId;

/** What was paid stays paid; but its payer's bank may take it back, and lose the dispute later. */
function judgePaid(payment: Settleable, seen: Seen): Verdict | null {
  if (isAnothers(payment, seen) || seen.claim !== 'succeeded' || seen.disputed === undefined) return null;
  if (!seen.disputed) return payment.state === 'disputed' ? { to: 'succeeded' } : null;
  return mayMove(payment.state, 'disputed') ? { to: 'disputed', reason: disputes } : null;
}

const disputes = "the payer's bank disputes it";

function mismatch(payment: Settleable, seen: Seen): Verdict | undefined {
  const { amount } = payment;
  const reason = isAnothers(payment, seen)
    ? 'it was paid under another id'
    : !seen.ours
      ? 'it was paid to another payee, or as a test'
      : !sameMoney(amount, seen.amount)
        ? `asked ${amount.minor} ${amount.currency}, paid ${seen.amount.minor} ${seen.amount.currency}`
        : seen.payer !== undefined && seen.payer !== payment.owner
          ? 'it was paid by another person'
          : unsure(seen);
  return reason === undefined ? undefined : { to: 'review', reason };
}

function unsure(seen: Seen): string | undefined {
  if (seen.doubt !== undefined) return doubts[seen.doubt];
  if (isAllBack(seen)) return 'it went back before we knew of it';
  return seen.disputed ? disputes : undefined;
}

/** Nothing of it is left at the provider. */
export const isAllBack = ({ refunded, amount }: Pick<Seen, 'refunded' | 'amount'>): boolean =>
  refunded !== undefined && refunded.minor >= amount.minor;

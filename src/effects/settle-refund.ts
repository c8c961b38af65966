import type { Transaction } from 'objection';
import type { Logger } from 'pino';
import type { Db } from '../db/db.js';
import type { Payment } from '../db/models/payment.js';
import type { Refund } from '../db/models/refund.js';
import type { RefundSnapshot } from '../payments/provider.js';
import { scrubText } from '../scrub.js';
import { bookRefund } from './book-refund.js';
import { stopRefunded } from './charge-by-mandate.js';
import { lockPayment, type Locked } from './lock-payment.js';
import { giveBackHeld, keepOnBalance } from './refund-money.js';

/** A refund as its provider sees it. */
export type SeenRefund = Omit<RefundSnapshot, 'paymentExternalId'>;

/** One that somebody asked for, and that its provider did not make after all. */
export interface RefusedRefund {
  readonly id: bigint;
  readonly reason: string;
}

/**
 * Books a refund once its provider confirms it: ledger, the payment's state, and what it takes back of the access. One
 * that was made in the provider's own cabinet gets its row here. Safe to repeat: a settled refund tells nothing new. Answers
 * what its provider refused, once; null otherwise.
 */
export async function settleRefund(
  db: Db,
  trx: Transaction,
  paymentId: bigint,
  seen: SeenRefund,
  { source, now, refundId }: { readonly source: string; readonly now: Date; readonly refundId?: bigint },
): Promise<RefusedRefund | null> {
  const { order, payment } = await lockPayment(db, trx, paymentId);
  const known = await ours(db, trx, { order, payment }, seen, refundId);
  const refund = known === undefined ? await theirs(db, trx, payment, seen) : known;
  if (!refund) return null;

  const how = { source, now };
  const { id, isUnfinished } = refund;
  const state =
    seen.claim === 'succeeded' ? await bookRefund(db, trx, { order, payment }, refund, how) : seen.claim;
  await refund.$query(trx).patch({ state, externalId: seen.externalId });
  if (state === 'canceled') await giveBackHeld(db, trx, order, refund);
  if (known === undefined && seen.disputed) await stopRefunded(db, trx, payment, source);
  if (state !== 'canceled' || !isUnfinished) return null;
  const reason = scrubText(seen.reason ?? 'no reason was given').slice(0, 100);
  const actor = `provider:${payment.provider}`;
  await db.auditTrail.note(trx, { actor, action: 'refund.refused', subject: `refund:${id}`, reason });
  return { id, reason };
}

/** For after the commit: nothing goes back unless a person asks for it anew. */
export function reportRefused(log: Logger, refused: RefusedRefund | null): void {
  if (refused) log.error({ refund: String(refused.id), reason: refused.reason }, 'a refund was refused');
}

/**
 * By their id, or one that has no id yet. Null when it is settled; undefined when we never asked for it. One that was given
 * up before they had named it is made after all where the call was on its way. One that could not be booked is tried again.
 */
async function ours(
  db: Db,
  trx: Transaction,
  locked: Locked,
  { externalId, amount, claim }: SeenRefund,
  refundId?: bigint,
): Promise<Refund | null | undefined> {
  const refunds = () => db.refunds.query(trx).where({ paymentId: locked.payment.id }).forUpdate();
  const refund =
    (await refunds().findOne({ externalId })) ??
    (refundId
      ? await refunds().findById(refundId)
      : await refunds().findOne({ state: 'created', amountMinor: amount.minor, toBalance: false }));
  if (refund?.state === 'succeeded' && claim === 'canceled') await keepOnBalance(db, trx, locked, refund);
  const isRevived = refund?.state === 'canceled' && refund.externalId === null && claim === 'succeeded';
  const isTriedAgain = refund?.isUnbooked && claim !== 'pending';
  return refund && !refund.isUnfinished && !isRevived && !isTriedAgain ? null : refund;
}

/** Made in the provider's own cabinet, or for the payer's bank: it stands beside one of ours that is under way. */
async function theirs(
  db: Db,
  trx: Transaction,
  payment: Payment,
  { externalId, claim, amount, disputed }: SeenRefund,
): Promise<Refund | null> {
  if (claim !== 'succeeded') return null;
  const refund = await db.refunds.query(trx).insertAndFetch({
    paymentId: payment.id,
    externalId,
    amountMinor: amount.minor,
    currency: amount.currency,
    state: 'review',
    actor: `provider:${payment.provider}`,
    reason: 'made at the provider',
  });
  if (disputed) await db.refunds.dateDispute(trx, refund.id);
  return refund;
}

import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { Order } from '../db/models/order.js';
import type { Payment } from '../db/models/payment.js';
import type { Refund } from '../db/models/refund.js';
import { mayMove } from '../domain/payment.js';
import { goodsOf } from './goods/registry.js';
import { stopRefunded } from './charge-by-mandate.js';
import { givePartBack, paidFor } from './hold-part.js';
import type { Locked } from './lock-payment.js';
import { takeRewardBack } from './promise-reward.js';
import { accountOf, moveMoney } from './refund-money.js';
import { tell } from './tell.js';

interface Booking {
  /** Who says so, for the payment's log. */
  readonly source: string;
  readonly now: Date;
  /** What its person has spent is the shop's loss. */
  readonly bearsLoss?: boolean;
}

/**
 * What a refund does that its provider has made: ledger, the payment's state, and what it takes back of the access; with
 * payment and refund locked. `review`: a person must look, and nothing has changed but that what is left of money that was
 * spent is held for it.
 */
export async function bookRefund(
  db: Db,
  trx: Transaction,
  { order, payment }: Locked,
  refund: Refund,
  { source, now, bearsLoss = false }: Booking,
): Promise<'succeeded' | 'review'> {
  if (refund.currency !== payment.currency) return 'review'; // a bank may dispute in its own
  if (payment.state === 'review' || (await db.payments.isDecided(trx, payment)))
    return bookUncredited(db, trx, { order, payment }, refund, source);
  const soFar = (await db.refunds.sum(trx, payment.id, ['succeeded'])) + refund.amountMinor;
  const to = soFar >= payment.amountMinor ? 'refunded' : 'refunded_in_part';
  const paidOrder = order.paidBy === payment.id;
  const twice = await whatWentBackTwice(db, trx, payment, refund, soFar);
  if (twice === null) return 'review';
  const isStillDisputed = payment.state === 'disputed' && to === 'refunded_in_part'; // an inquiry is answered so
  const stays = isStillDisputed || (payment.state === 'refunded' && twice > 0n);
  if (!stays && !mayMove(payment.state, to)) return 'review';
  const taken = { paidOrder, twice, bearsLoss };
  if (!(await moveMoney(db, trx, { order, payment }, refund, taken))) return 'review';

  if (!stays) await db.payments.move(trx, payment, to, { source, reason: refund.reason });
  const withPart =
    paidOrder &&
    to === 'refunded' &&
    (await givePartBack(db, trx, order, payment, await accountOf(db, trx, order)));
  if (paidOrder && refund.takesGrant) await takeBack(db, trx, { order, payment }, refund, { to, now });
  if (to === 'refunded') await stopRefunded(db, trx, payment, source);
  await tellOf(db, trx, order, refund, withPart);
  return 'succeeded';
}

/**
 * How much of it lies on the balance already and goes back where it came from all the same: a dispute may end so. Those
 * before it have taken theirs. Null: all of them are more than lay there.
 */
async function whatWentBackTwice(
  db: Db,
  trx: Transaction,
  payment: Payment,
  refund: Refund,
  soFar: bigint,
): Promise<bigint | null> {
  // What went back before it was booked paid for nothing, and lies there since that failed.
  const neverBooked =
    payment.state === 'refunded' && (await db.refunds.uncreditedSum(trx, payment.id)) === payment.came.minor;
  const booked = neverBooked ? 0n : payment.amountMinor;
  const over = (sum: bigint): bigint => (sum > booked ? sum - booked : 0n);
  const all = over(soFar);
  if (all === 0n) return all;
  const isCovered = !refund.toBalance && all <= (await db.refunds.toBalanceSum(trx, payment.id));
  return isCovered ? all - over(soFar - refund.amountMinor) : null;
}

/** What its money gave: all of it, or as much as is not goodwill. */
async function takeBack(
  db: Db,
  trx: Transaction,
  { order, payment }: Locked,
  refund: Refund,
  { to, now }: { readonly to: 'refunded' | 'refunded_in_part'; readonly now: Date },
): Promise<void> {
  const minor = (await db.refunds.sum(trx, payment.id, ['succeeded'], true)) + refund.amountMinor;
  const soFar = { ...payment.amount, minor };
  const share = to === 'refunded' ? null : { price: paidFor(order, payment), soFar };
  await goodsOf(order.kind).takeBack?.(db, trx, { order, share, sourceId: `refund:${refund.id}`, now });
  if (to === 'refunded') await takeRewardBack(db, trx, payment.id, now);
}

/** `withPart`: what the balance had paid went back with it. */
async function tellOf(db: Db, trx: Transaction, { userId }: Order, { id }: Refund, withPart = false) {
  const screen = `refunded:${id}${withPart ? ':both' : ''}`;
  await tell(db, trx, { userId, reason: `refund:${id}`, screen });
}

/** Money of a payment in review, or canceled there, was never booked, so it goes as it came. With all of it nothing is left to decide. */
async function bookUncredited(
  db: Db,
  trx: Transaction,
  { order, payment }: Locked,
  refund: Refund,
  source: string,
): Promise<'succeeded' | 'review'> {
  const back = (await db.refunds.uncreditedSum(trx, payment.id)) + refund.amountMinor;
  if (back > payment.came.minor) return 'review';
  await refund.$query(trx).patch({ uncredited: true });
  if (back === payment.came.minor) {
    await db.payments.move(trx, payment, 'refunded', { source, reason: refund.reason });
    await stopRefunded(db, trx, payment, source);
  }
  await tellOf(db, trx, order, refund);
  return 'succeeded';
}

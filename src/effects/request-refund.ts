import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { Payment } from '../db/models/payment.js';
import { Never } from '../domain/errors.js';
import { formatDecimal, money, type Money } from '../domain/money.js';
import { paidStates } from '../domain/payment.js';
import issueRefund from '../jobs/refund.issue.js';
import { promise } from '../queue/promise.js';
import { stopRefunded } from './charge-by-mandate.js';
import { lockPayment } from './lock-payment.js';

export interface RefundRequest {
  readonly paymentId: bigint;
  /** All that is left of it, when absent. */
  readonly amount?: Money;
  readonly takesGrant: boolean;
  readonly toBalance: boolean;
  readonly actor: string;
  readonly reason: string;
}

/**
 * A person decides that money goes back. Writes the refund, its audit row and the promise to ask the provider. A top-up
 * is held first, so that it cannot be spent meanwhile; one that is spent goes to review. What its provider charges on by
 * itself is stopped where all goes back: that may take weeks, and a refusal does not start it again, but its person may.
 *
 * @throws {Never} with a sentence for the person: not paid, refunded already, more than was paid, under way, on the balance as it is
 */
export async function requestRefund(
  db: Db,
  trx: Transaction,
  request: RefundRequest,
): Promise<{ id: bigint; state: string }> {
  const { paymentId, takesGrant, toBalance, actor, reason } = request;
  const { order, payment } = await lockPayment(db, trx, paymentId);
  mustBePaid(payment);
  const inReview = payment.state === 'review';
  const credited = order.kind === 'topup' || order.paidBy !== paymentId;
  if (toBalance && credited) {
    throw new Never(
      'refund.to_balance',
      `payment ${paymentId} bought nothing: its money can only go back to where it came from`,
    );
  }
  const underWay = await db.refunds.underWay(trx, paymentId);
  if (underWay)
    throw new Never('refund.under_way', `refund ${underWay.id} of payment ${paymentId} is under way`);
  const { amount, isAll } = await amountOf(db, trx, payment, request);

  const refund = await db.refunds.query(trx).insertAndFetch({
    paymentId,
    amountMinor: amount.minor,
    currency: amount.currency,
    takesGrant,
    toBalance,
    actor,
    reason,
  });
  await db.auditTrail.note(trx, { actor, action: 'refund.request', subject: `payment:${paymentId}`, reason });
  if (isAll) await stopRefunded(db, trx, payment, actor);
  // Of a payment in review nothing was booked yet, so there is nothing to hold.
  const onBalance = !inReview && credited;
  if (onBalance && !(await hold(db, trx, order.id, order.userId, refund.id, amount))) {
    await refund.$query(trx).patch({ state: 'review' });
    return { id: refund.id, state: 'review' };
  }
  await promise(trx, issueRefund, refund.id);
  return { id: refund.id, state: 'created' };
}

function mustBePaid({ id, state }: Payment): void {
  if (state === 'refunded') throw new Never('refund.refunded', `payment ${id} is refunded already`);
  if (!paidStates.has(state) && state !== 'review') {
    throw new Never('refund.unpaid', `payment ${id} is ${state}: nothing was paid that could go back`);
  }
}

/** All that is left, unless a part was named; in review, of what really came. */
async function amountOf(
  db: Db,
  trx: Transaction,
  { id, state, amountMinor, came, currency }: Payment,
  { amount: given }: RefundRequest,
): Promise<{ readonly amount: Money; readonly isAll: boolean }> {
  const left =
    state === 'review'
      ? came.minor - (await db.refunds.uncreditedSum(trx, id))
      : amountMinor - (await db.refunds.sum(trx, id, ['succeeded']));
  const amount = given ?? { minor: left, currency };
  if (amount.currency !== currency || amount.minor <= 0n || amount.minor > left) {
    throw new Never(
      'refund.amount',
      `of payment ${id}, ${formatDecimal(money(left, currency))} ${currency} are left to refund`,
    );
  }
  return { amount, isAll: amount.minor === left };
}

async function hold(
  db: Db,
  trx: Transaction,
  orderId: bigint,
  userId: bigint,
  refundId: bigint,
  amount: Money,
): Promise<boolean> {
  const balance = await db.ledger.lockBalance(trx, `user:${userId}`, amount.currency);
  if (balance < amount.minor) return false;
  const key = `refund:${refundId}:held`;
  return db.ledger.transfer(trx, { key, from: `user:${userId}`, to: `held:${orderId}`, amount });
}

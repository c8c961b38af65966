import type { Transaction } from 'objection';
import type { Logger } from 'pino';
import type { Db } from '../db/db.js';
import type { AccountName } from '../db/ledger.js';
import type { Order } from '../db/models/order.js';
import type { Payment } from '../db/models/payment.js';
import { paysOrder } from '../domain/order.js';
import { mayMove, type PaymentState } from '../domain/payment.js';
import type { Decline } from '../domain/saved-method.js';
import { isAllBack, judge, type Seen } from '../domain/settle.js';
import type { Term } from '../domain/term.js';
import { promise } from '../queue/promise.js';
import { keepMandate, noteAnother, noteCharge, stopRefunded } from './charge-by-mandate.js';
import { money } from './goods/money.js';
import { goodsOf } from './goods/registry.js';
import { hasPart, paidFor, partOf } from './hold-part.js';
import { jobsByName } from './jobs-by-name.js';
import { lockPayment } from './lock-payment.js';
import { noteRepeat } from './note-mandate.js';
import { noteReceipt } from './note-receipt.js';
import { ownerOf } from './owner-of.js';
import { paymentOf } from './payment-of.js';
import { promiseReward } from './promise-reward.js';
import { saveMethod } from './save-method.js';
import { tell } from './tell.js';

/** An older answer, that it is disputed, may be settled after the one that it is over: then it is asked for once more. */
const answersCrossMs = 3_600_000;

/** Nobody hears of these. */
const quiet: ReadonlySet<PaymentState> = new Set(['pending', 'refunded_in_part']);

interface How {
  /** Who saw it, for the payment's log. */
  readonly source: string;
  readonly now: Date;
  /** What was paid for, where it is not the plan's own term. */
  readonly term?: Term;
}

/**
 * Turns a sighting of a payment into its whole effect, in the caller's transaction: the payment's state, the order,
 * the ledger, the grant, and promises of what follows. Safe to repeat and to race: locks order, then payment, and a
 * second sighting of the same tells nothing new. Money that comes a second time, under another id, is a payment of its
 * own. Answers the state that it came into; null when it stayed.
 */
export async function settlePayment(
  db: Db,
  trx: Transaction,
  paymentId: bigint,
  seen: Seen,
  { source, now, term }: How,
): Promise<PaymentState | null> {
  const { order, payment } = await paymentOf(db, trx, await lockPayment(db, trx, paymentId), seen);
  const { externalId: known, state, amount } = payment;
  await db.paymentMethods.dropRevoked(trx, payment.methodId, seen.decline);
  await noteReceipt(db, trx, payment, seen, now);
  await noteAnother(db, trx, payment, seen);
  const owner = await ownerOf(db, trx, { order, payment }, seen);
  const isDecided = await db.payments.isDecided(trx, payment);
  const verdict = judge({ externalId: known, state, isDecided, amount, owner }, seen);
  const standing = { at: now, source };
  if (!verdict) {
    await noteRepeat(db, trx, payment.provider, seen, standing);
    return null;
  }
  const { externalId, method, decline = null } = seen;
  const { reason = null } = verdict;
  const to = await asRefunded(db, trx, payment, verdict.to);
  await db.payments.move(trx, payment, to, { source, reason, externalId, decline });
  if (to === 'review' && seen.amount.currency === amount.currency && seen.amount.minor > 0n)
    await payment.$query(trx).patch({ cameMinor: seen.amount.minor });
  if (to === 'succeeded' && method && payment.saves)
    await saveMethod(db, trx, order.userId, payment.provider, method);
  const charged = await keepMandate(db, trx, { order, payment }, seen);
  if (to === 'succeeded') await credit(db, trx, order, charged, now, term);
  else if (to === 'disputed') {
    const dueAt = new Date(now.getTime() + answersCrossMs);
    await promise(trx, jobsByName.checkPayment, payment.id, {}, { dueAt });
  }
  // Of what went back meanwhile its refund tells.
  else if (!quiet.has(to) && !(to === 'review' && isAllBack(seen)))
    await tellState(db, trx, order, payment, to);
  if (isTakenBack(seen)) await stopRefunded(db, trx, charged, source);
  await noteCharge(db, trx, charged, seen);
  await noteRepeat(db, trx, payment.provider, seen, standing);
  return to;
}

const isTakenBack = (seen: Seen): boolean => seen.disputed === true || isAllBack(seen);

/** Of a dispute that was won; its person was told of the refund. */
async function asRefunded(
  db: Db,
  trx: Transaction,
  { id, state }: Payment,
  to: PaymentState,
): Promise<PaymentState> {
  if (state !== 'disputed' || to !== 'succeeded') return to;
  return (await db.refunds.sum(trx, id, ['succeeded'])) > 0n ? 'refunded_in_part' : to;
}

/** For after the commit: nobody but a person gets a payment out of review. */
export function reportReview(log: Logger, paymentId: bigint, to: PaymentState | null): void {
  const payment = String(paymentId);
  if (to === 'review') log.error({ payment }, 'a payment waits in review for a person');
  if (to === 'disputed')
    log.error({ payment }, "a payment is disputed by its payer's bank; its access stays");
}

/**
 * It was not even opened: refused (its person hears of it and can choose another way), or nobody wants it any more.
 * Money that comes for it all the same still counts.
 */
export async function endPayment(
  db: Db,
  trx: Transaction,
  paymentId: bigint,
  to: 'failed' | 'canceled',
  why: { readonly source: string; readonly reason: string; readonly decline?: Decline },
): Promise<void> {
  const { order, payment } = await lockPayment(db, trx, paymentId);
  await db.paymentMethods.dropRevoked(trx, payment.methodId, why.decline);
  if (!mayMove(payment.state, to)) return;
  await db.payments.move(trx, payment, to, why);
  if (to === 'failed') await tellState(db, trx, order, payment, to);
}

/** What money that came gives: the order, or the balance. Once per payment. */
export async function credit(
  db: Db,
  trx: Transaction,
  order: Order,
  payment: Payment,
  now: Date,
  term?: Term,
): Promise<void> {
  const { id: orderId, userId, kind } = order;
  const pays = await stillPays(db, trx, order, payment, now);
  const goods = pays ? goodsOf(kind) : money;
  const moved = await db.ledger.transfer(trx, {
    key: `payment:${payment.id}`,
    from: sourceOf(payment, userId),
    to: goods.account(order),
    amount: payment.amount,
  });
  if (!moved) return;
  if (pays) {
    await takePart(db, trx, order, payment, goods.account(order));
    await db.orders.pay(trx, orderId, payment.id);
  }
  await goods.give(db, trx, { order, payment, now, ...(term && { term }) });
  if (pays) await promiseReward(db, trx, { order, payment, now });
}

/** What the balance pays of it: held, or, of an order that was given up, from the balance as it is. */
async function takePart(db: Db, trx: Transaction, order: Order, payment: Payment, to: AccountName) {
  const { id, userId, state, currency } = order;
  const minor = partOf(order, payment);
  if (minor === 0n) return;
  const from: AccountName = state === 'open' ? `held:${id}` : `user:${userId}`;
  await db.ledger.transfer(trx, { key: `order:${id}:part`, from, to, amount: { minor, currency } });
}

/** Money for an order that was paid or costs something else now, or whose discount or other part went elsewhere, goes to the balance. */
async function stillPays(
  db: Db,
  trx: Transaction,
  order: Order,
  payment: Payment,
  now: Date,
): Promise<boolean> {
  const { id, state, promoActivationId } = order;
  const newerPaid = state !== 'open' && (await db.orders.newerPaid(trx, order));
  if (!paysOrder(order, paidFor(order, payment), newerPaid)) return false;
  if ((await goodsOf(order.kind).stillGives?.(db, trx, order, now)) === false) return false;
  if (!(await hasPart(db, trx, order, payment))) return false;
  return promoActivationId === null || db.promoCodes.use(trx, promoActivationId, id);
}

const sourceOf = ({ provider }: Payment, userId: bigint): AccountName =>
  provider === 'balance' ? `user:${userId}` : `provider:${provider}`;

/** It came to nothing, or a person must look at it: whoever still looks at the pay button should know. */
export async function tellState(
  db: Db,
  trx: Transaction,
  { userId, termNumber }: Order,
  { id }: Payment,
  state: string,
): Promise<void> {
  const screen = `payment:${id}`;
  // Nobody looks at a payment that we made.
  if (termNumber !== null && state !== 'review')
    return tell(db, trx, { userId, reason: `${screen}:${state}`, screen: `renewalfailed:${id}` });
  const inPlace = state !== 'review';
  await tell(db, trx, { userId, reason: `${screen}:${state}`, screen, replaces: screen, inPlace });
}

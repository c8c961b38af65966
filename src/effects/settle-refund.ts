import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { Order } from '../db/models/order.js';
import type { Payment } from '../db/models/payment.js';
import type { Refund } from '../db/models/refund.js';
import { mayMove } from '../domain/payment.js';
import type { Money } from '../domain/money.js';
import { tell } from './tell.js';
import { withdrawGrant } from './withdraw-grant.js';

/** A refund as its provider sees it. */
export interface SeenRefund {
  readonly externalId: string;
  readonly claim: 'pending' | 'succeeded' | 'canceled';
  readonly amount: Money;
  readonly reason: string | null;
}

/**
 * Books a refund once its provider confirms it: ledger, the payment's state, and what it takes back of the access. One
 * that was made in the provider's own cabinet gets its row here. Safe to repeat: a settled refund tells nothing new.
 */
export async function settleRefund(
  db: Db,
  trx: Transaction,
  paymentId: bigint,
  seen: SeenRefund,
  { source, now, refundId }: { readonly source: string; readonly now: Date; readonly refundId?: bigint },
): Promise<void> {
  const { orderId } = await db.payments.query(trx).findById(paymentId).throwIfNotFound({ paymentId });
  const order = await db.orders.lock(trx, orderId);
  const payment = await db.payments.lock(trx, paymentId);
  const refund = await rowOf(db, trx, payment, seen, refundId);
  if (refund.state !== 'created' && refund.state !== 'pending') return;

  const state =
    seen.claim === 'succeeded' ? await book(db, trx, order, payment, refund, { source, now }) : seen.claim;
  await refund.$query(trx).patch({ state, externalId: seen.externalId });
  if (state === 'canceled') await giveBackHeld(db, trx, order, refund);
}

/** Ours by their id, ours that has no id yet, or one that we never asked for. */
async function rowOf(
  db: Db,
  trx: Transaction,
  payment: Payment,
  seen: SeenRefund,
  refundId?: bigint,
): Promise<Refund> {
  const paymentId = payment.id;
  const known = await db.refunds.query(trx).findOne({ paymentId, externalId: seen.externalId });
  if (known) return known;
  const asked = refundId
    ? await db.refunds.query(trx).findById(refundId)
    : await db.refunds.query(trx).findOne({ paymentId, state: 'created', amountMinor: seen.amount.minor });
  if (asked) return asked;
  return db.refunds.query(trx).insertAndFetch({
    paymentId,
    externalId: seen.externalId,
    amountMinor: seen.amount.minor,
    currency: seen.amount.currency,
    state: 'pending',
    actor: `provider:${payment.provider}`,
    reason: 'made at the provider',
  });
}

async function book(
  db: Db,
  trx: Transaction,
  order: Order,
  payment: Payment,
  refund: Refund,
  { source, now }: { source: string; now: Date },
): Promise<'succeeded' | 'review'> {
  const done = await db.refunds.sum(trx, payment.id, ['succeeded']);
  const soFar = done + refund.amountMinor;
  const to = soFar >= payment.amountMinor ? 'refunded' : 'refunded_in_part';
  const paidOrder = order.paidBy === payment.id;
  if (soFar > payment.amountMinor || !mayMove(payment.state, to)) return 'review';
  if (!(await moveMoney(db, trx, order, payment, refund, paidOrder))) return 'review';

  await db.payments.move(trx, payment, to, { source, reason: refund.reason });
  if (paidOrder && refund.takesGrant && order.kind !== 'topup') {
    const share =
      to === 'refunded' ? null : { price: payment.amount, soFar: { ...payment.amount, minor: soFar } };
    await withdrawGrant(
      db,
      trx,
      { source: 'order', sourceId: String(order.id) },
      share,
      `refund:${refund.id}`,
      now,
    );
  }
  const { userId } = order;
  await tell(db, trx, { userId, reason: `refund:${refund.id}`, screen: `refunded:${refund.id}` });
  return 'succeeded';
}

/** Back the way it came: from the sales, from what a top-up gave, or onto the balance. False: it is spent. */
async function moveMoney(
  db: Db,
  trx: Transaction,
  { id: orderId, userId, kind }: Order,
  { provider }: Payment,
  refund: Refund,
  paidOrder: boolean,
): Promise<boolean> {
  const key = `refund:${refund.id}`;
  const { amount } = refund;
  const to =
    refund.toBalance || provider === 'balance'
      ? (`user:${userId}` as const)
      : (`provider:${provider}` as const);
  if (paidOrder && kind !== 'topup') return db.ledger.transfer(trx, { key, from: 'sales', to, amount });

  const held = await db.ledger.balance(`held:${orderId}`, amount.currency, trx);
  if (held >= amount.minor) return db.ledger.transfer(trx, { key, from: `held:${orderId}`, to, amount });
  const balance = await db.ledger.balance(`user:${userId}`, amount.currency, trx);
  if (balance < amount.minor) return false;
  return db.ledger.transfer(trx, { key, from: `user:${userId}`, to, amount });
}

async function giveBackHeld(db: Db, trx: Transaction, { id, userId }: Order, refund: Refund): Promise<void> {
  const held = await db.ledger.balance(`held:${id}`, refund.currency, trx);
  if (held < refund.amountMinor) return;
  const key = `refund:${refund.id}:canceled`;
  await db.ledger.transfer(trx, { key, from: `held:${id}`, to: `user:${userId}`, amount: refund.amount });
}

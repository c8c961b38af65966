import { Composer } from 'grammy';
import type { Update } from 'grammy/types';
import type { Transaction } from 'objection';
import { receiptId, toldId } from '../../domain/star-receipt.js';
import reconcilePayment from '../../jobs/payment.reconcile.js';
import type { Scope } from '../../queue/scope.js';
import type { ChatContext } from '../context.js';

export const stars = new Composer<ChatContext>();

/** Stars have come. What that means is a job's to say; whoever paid is told by it. */
stars.on('message:successful_payment', ({ update, trx, scope }) => keepReceipt(update, trx, scope));

/**
 * Writes a receipt of Telegram into the inbox, as it came, with the promise to understand it: from here on it is what a
 * webhook is of any other provider. Safe to repeat.
 */
export async function keepReceipt(
  { update_id: updateId, message }: Update,
  trx: Transaction,
  { db }: Pick<Scope, 'db'>,
): Promise<void> {
  const paid = message?.successful_payment;
  const receipt = paid ?? message?.refunded_payment;
  if (!receipt) return;
  const eventId = receiptId(paid ? 'paid' : 'refunded', receipt.telegram_payment_charge_id);
  const body = Buffer.from(JSON.stringify(message));
  await db.inbox.receiveIn(trx, { provider: 'stars', eventId, body }, reconcilePayment, String(updateId));
}

/**
 * The same for what somebody did in Telegram with what they let it charge, or had too few Stars for: the charge that it
 * follows may not be understood yet. Safe to repeat.
 */
export async function keepSubscription(
  { update_id, subscription }: Update,
  trx: Transaction,
  { db }: Pick<Scope, 'db'>,
): Promise<void> {
  const body = Buffer.from(JSON.stringify({ update_id, subscription }));
  const event = { provider: 'stars', eventId: toldId(update_id), body };
  await db.inbox.receiveIn(trx, event, reconcilePayment, String(update_id));
}

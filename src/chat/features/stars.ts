import { Composer } from 'grammy';
import type { Update } from 'grammy/types';
import type { Transaction } from 'objection';
import type { MandateState } from '../../domain/mandate.js';
import { receiptId } from '../../domain/star-receipt.js';
import reconcilePayment from '../../jobs/payment.reconcile.js';
import { noteMandate } from '../../effects/note-mandate.js';
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

/** What Telegram calls them (BotSubscriptionUpdated). */
const states: Readonly<Record<string, MandateState>> = { canceled: 'paused', active: 'on', failed: 'failed' };

/** Somebody ended in Telegram what they let it charge, took it up again, or had too few Stars. Safe to repeat. */
export async function noteSubscription(
  { update_id: updateId, subscription }: Update,
  trx: Transaction,
  { db }: Pick<Scope, 'db'>,
): Promise<void> {
  const state = states[subscription?.state ?? ''];
  const paymentId = /^\d{1,18}$/.exec(subscription?.invoice_payload ?? '')?.[0];
  if (!subscription || !state || paymentId === undefined) return;
  const which = {
    provider: 'stars',
    paymentId: BigInt(paymentId),
    payerId: BigInt(subscription.user.id),
  };
  await noteMandate(db, trx, which, state, `update:${updateId}`);
}

import type { Transaction } from 'objection';
import type { SubscribedElsewhere } from '../db/charged-elsewhere.js';
import type { Db } from '../db/db.js';
import type { InboxEvent } from '../db/inbox.js';
import type { Cancelled } from '../payments/origin.js';
import type { Scope } from '../queue/scope.js';
import { promise } from '../queue/promise.js';
import { tell } from './tell.js';
import { jobsByName } from './jobs-by-name.js';

/**
 * What a provider charged again and again at a page of its own was ended there. What was paid stays paid. Safe to repeat
 * and in any order with its charges; nobody need have come to us yet.
 */
export async function cancelElsewhere(
  { id, provider }: InboxEvent,
  { at, ...cancelled }: Cancelled,
  { db }: Pick<Scope, 'db'>,
): Promise<void> {
  const which = { ...cancelled, provider };
  await db.transaction(async (trx) => {
    // Of it and a charge that is told at this moment, one sees the other.
    await db.unclaimed.lock(trx, which.payerTelegramId);
    await db.cancellations.keep(trx, which, at);
    await tellIfCancelled(db, trx, which);
    await db.inbox.close(trx, id, 'applied');
  });
}

/** Tells its person, once for the last charge, and lets another renew it when this one does not. */
export async function tellIfCancelled(db: Db, trx: Transaction, which: SubscribedElsewhere): Promise<void> {
  const charge = await db.cancellations.lastCharge(trx, which);
  if (!charge) return;
  const { userId, paymentId } = charge;
  const subscriptionId = charge.subscriptionId ?? (await db.subscriptions.first(trx, userId))?.id;
  if (subscriptionId === undefined) return;
  await promise(trx, jobsByName.reviewRenewal, subscriptionId);
  const screen = `renewal:${subscriptionId}`;
  const reason = `cancelled:${paymentId}`;
  await tell(db, trx, { userId, reason, screen: `${screen}:over`, replaces: screen });
}

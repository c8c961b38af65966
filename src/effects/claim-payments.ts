import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import reconcilePayment from '../jobs/payment.reconcile.js';
import { promises } from '../queue/promise.js';

/** Owes somebody who came to us for the first time what they paid before, where a provider sells by itself. */
export async function claimPayments(db: Db, trx: Transaction, telegramId: bigint): Promise<void> {
  await db.unclaimed.lock(trx, telegramId);
  const events = await db.unclaimed.claim(trx, telegramId);
  if (events.length === 0) return;
  await promises(
    trx,
    events.map((subject) => ({ job: reconcilePayment, subject, lane: 0 })),
  );
}

import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { Seen } from '../domain/settle.js';
import type { Locked } from './lock-payment.js';

/**
 * Whose money is awaited, by Telegram's id: only to be compared with whoever paid, and few providers know that. What charges
 * by itself may be another's, where a person let its first charge count.
 */
export async function ownerOf(
  db: Db,
  trx: Transaction,
  { order, payment }: Locked,
  { payer }: Seen,
): Promise<bigint | null> {
  if (payer === undefined) return null;
  const mandate = payment.mandateId === null ? null : await db.mandates.byId(trx, payment.mandateId);
  if (mandate?.payerId != null) return mandate.payerId;
  const { telegramId } = await db.users.query(trx).findById(order.userId).throwIfNotFound();
  return telegramId;
}

import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { Payment } from '../db/models/payment.js';
import { nextReceiptMs } from '../domain/receipt.js';
import type { Seen } from '../domain/settle.js';
import { promise } from '../queue/promise.js';
import { jobsByName } from './jobs-by-name.js';

/**
 * Writes down how the receipt of what was paid stands. One that is still being made is asked for a few times, since no
 * webhook tells of it. What is made, or never will be, stays so.
 */
export async function noteReceipt(
  db: Db,
  trx: Transaction,
  { id, externalId }: Pick<Payment, 'id' | 'externalId'>,
  seen: Seen,
  now: Date,
): Promise<void> {
  const { receipt, claim, ours } = seen;
  const isAnothers = externalId !== null && externalId !== seen.externalId;
  if (receipt === undefined || claim !== 'succeeded' || !ours || isAnothers) return;
  const isNews = await db.payments.noteReceipt(trx, id, receipt);
  if (!isNews || receipt !== 'pending') return;
  const dueAt = new Date(now.getTime() + nextReceiptMs(0)!);
  await promise(trx, jobsByName.checkReceipt, `${id}:1`, {}, { dueAt, lane: 2 });
}

import type { Db } from '../db/db.js';
import type { Payment } from '../db/models/payment.js';

/** By their id or by ours, whichever is known; never another provider's. */
export async function findPayment(
  db: Db,
  provider: string,
  externalId: string,
  paymentId: string | null,
): Promise<Payment | undefined> {
  const theirs = await db.payments.one(db.knex, 'provider = ? and external_id = ?', provider, externalId);
  if (theirs || !paymentId || !/^\d{1,18}$/.test(paymentId)) return theirs;
  return db.payments.one(db.knex, 'provider = ? and id = ?', provider, paymentId);
}

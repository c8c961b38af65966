import type { Payment } from '../db/models/payment.js';
import type { Snapshot } from '../payments/provider.js';
import type { Scope } from '../queue/scope.js';
import { reportReview, settlePayment } from './settle-payment.js';

/**
 * Asks a payment's provider how it stands and settles what it says. Null where it cannot be asked or knows nothing.
 */
export async function askProvider(
  payment: Payment,
  { db, payments, signal, now, log }: Scope,
  source: string,
): Promise<Snapshot | null> {
  const provider = payments.offered.get(payment.provider);
  if (!provider?.get || payment.externalId === null) return null;
  const snapshot = await provider.get(payment.externalId, { signal, subject: `payment:${payment.id}` });
  if (!snapshot) return null;
  const to = await db.transaction((trx) =>
    settlePayment(db, trx, payment.id, snapshot, { source, now: now() }),
  );
  reportReview(log, payment.id, to);
  return snapshot;
}

import type { Payment } from '../db/models/payment.js';
import type { Snapshot } from '../payments/provider.js';
import type { Scope } from '../queue/scope.js';
import { askMandate } from './ask-mandate.js';
import { settleSeen } from './settle-seen.js';

/**
 * Asks a payment's provider how it stands and settles what it says. Null where it cannot be asked or knows nothing; and of
 * the first charge of what its payer has yet to agree to, which is settled all the same.
 */
export async function askProvider(payment: Payment, scope: Scope, source: string): Promise<Snapshot | null> {
  const { db, payments, signal } = scope;
  const provider = payments.known.get(payment.provider);
  if (payment.repeats && payment.externalId === null && provider?.mandates?.look) {
    const mandate = await db.mandates.begunWith(db.knex, payment.id);
    if (mandate) await askMandate(mandate, { source }, scope);
    return null;
  }
  if (!provider?.get || payment.externalId === null) return null;
  const snapshot = await provider.get(payment.externalId, { signal, subject: `payment:${payment.id}` });
  if (!snapshot) return null;
  await settleSeen(payment, snapshot, { source }, scope);
  return snapshot;
}

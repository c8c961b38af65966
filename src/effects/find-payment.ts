import type { Db } from '../db/db.js';
import type { Payment } from '../db/models/payment.js';
import type { Repeat } from '../domain/mandate.js';

interface Named {
  readonly externalId: string;
  /** Ours, where the provider echoes it. */
  readonly paymentId: string | null;
  readonly repeatable?: true;
  readonly repeat?: Pick<Repeat, 'mandateId'>;
}

/**
 * By their id or by ours, whichever is known; never another provider's. One of ours that is known under another id of
 * theirs is not meant, unless several may stand for it: another shop with the same account counts from 1, too. One of what
 * is charged again and again is of the payment that this began with, if it is ours.
 */
export async function findPayment(
  db: Db,
  provider: string,
  { externalId, paymentId, repeatable, repeat }: Named,
): Promise<Payment | undefined> {
  const theirs = await db.payments.called(db.knex, provider, externalId);
  if (theirs) return theirs;
  const whole = repeat?.mandateId;
  if (whole != null) return db.payments.beginningOf(db.knex, provider, whole);
  if (!paymentId || !/^\d{1,18}$/.test(paymentId)) return theirs;
  const ours = await db.payments.one(db.knex, 'provider = ? and id = ?', provider, paymentId);
  return ours && (ours.externalId === null || repeatable) ? ours : undefined;
}

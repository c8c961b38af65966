import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { Mandate } from '../db/models/mandate.js';
import type { Order } from '../db/models/order.js';
import type { Payment } from '../db/models/payment.js';
import { isStandIn } from '../domain/mandate.js';
import type { Money } from '../domain/money.js';
import type { Seen } from '../domain/settle.js';
import type { Term } from '../domain/term.js';
import { promise } from '../queue/promise.js';
import { jobsByName } from './jobs-by-name.js';
import { lockPayment, type Locked } from './lock-payment.js';

/** A charge of a mandate whose charges the provider counts. */
export interface CountedCharge {
  readonly mandate: Mandate;
  /** More came than we know of: this one is none of those. */
  readonly isNew: boolean;
  /** What it is already, under another name. */
  readonly same: Locked | null;
}

/**
 * Where the provider counts: no more is taken for charges than it counts itself. One of them that was lost and found by
 * that count has a stand-in for a name; told of late, it is the same one, and gets its own. Null where nobody counts. Call
 * with the first payment locked: under that lock all charges of a mandate are settled.
 */
export async function countedCharge(
  db: Db,
  trx: Transaction,
  first: Locked,
  { externalId, repeat }: Seen,
): Promise<CountedCharge | null> {
  const { counted, mandateId = null } = repeat ?? {};
  if (counted === undefined || mandateId === null) return null;
  const mandate = await db.mandates.called(trx, first.payment.provider, mandateId);
  if (!mandate) return null;
  const charges = await db.payments.chargesOf(trx, mandate.id);
  if (charges.length < counted) return { mandate, isNew: true, same: null };
  if (isStandIn(externalId, mandateId)) return { mandate, isNew: false, same: first };
  const unnamed = charges.find((charge) => isStandIn(charge.externalId, mandateId));
  if (!unnamed) return { mandate, isNew: false, same: null };
  const { order, payment } = unnamed.id === first.payment.id ? first : await lockPayment(db, trx, unnamed.id);
  const named = await payment.$query(trx).patchAndFetch({ externalId });
  return { mandate, isNew: false, same: { order, payment: named } };
}

interface Awaited {
  readonly order: Order;
  readonly payment: Pick<Payment, 'id' | 'provider'> & { readonly amount: Money };
  readonly externalId: string;
  readonly term: Term;
}

/** What a payer was asked to agree to, by its provider's name for it: its charges will bear that, and nothing of ours. */
export async function awaitMandate(
  db: Db,
  trx: Transaction,
  { order: { userId, planVersionId }, payment, externalId, term }: Awaited,
  now: Date,
): Promise<void> {
  const { id: paymentId, provider, amount: price } = payment;
  if (planVersionId === null) throw new Error(`payment ${paymentId} is for no plan`);
  const whose = { userId, provider, externalId, paymentId, payerId: null };
  await db.mandates.keep(trx, { ...whose, planVersionId, price, term, paidUntil: now });
}

/** Its person chose otherwise before they agreed: nobody shall be charged by that page any more. */
export async function forgoMandate(
  db: Db,
  trx: Transaction,
  { id, repeats }: Pick<Payment, 'id' | 'repeats'>,
): Promise<void> {
  if (!repeats) return;
  const mandate = await db.mandates.begunWith(trx, id);
  if (mandate?.subscriptionId === null) await promise(trx, jobsByName.steerMandate, mandate.id);
}

import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { Mandate } from '../db/models/mandate.js';
import type { Payment } from '../db/models/payment.js';
import { isFurther, nextCheck, type Repeat } from '../domain/mandate.js';
import type { Seen } from '../domain/settle.js';
import { promise } from '../queue/promise.js';
import { jobsByName } from './jobs-by-name.js';
import type { Locked } from './lock-payment.js';

/** The first charge of what its payer lets the provider charge on: the payment, as it is from then on. */
export async function keepMandate(
  db: Db,
  trx: Transaction,
  { order, payment }: Locked,
  seen: Seen,
): Promise<Payment> {
  const { planVersionId, userId } = order;
  const { repeat, claim } = seen;
  if (!repeat || claim !== 'succeeded' || payment.mandateId !== null || planVersionId === null)
    return payment;
  if (!payment.repeats) return payment;
  const running = await db.mandates.charged(trx, order.id, payment.provider, seen.payer ?? null);
  if (running && isFurther(repeat, running.paidUntil)) return payment; // its money went to the balance
  const stranger = await strangers(db, trx, payment, seen);
  if (stranger && isFurther(repeat, stranger.paidUntil))
    return payment.$query(trx).patchAndFetch({ mandateId: stranger.id });
  const mandateId = await keep(db, trx, { userId, planVersionId, payment }, { ...seen, repeat });
  return payment.$query(trx).patchAndFetch({ mandateId });
}

/** What the same payer began before, that renews nothing and is yet to be stopped: another charge of it begins no other. */
async function strangers(
  db: Db,
  trx: Transaction,
  { id: paymentId, provider }: Payment,
  { payer }: Seen,
): Promise<Mandate | undefined> {
  if (payer === undefined) return undefined;
  const begun = await db.mandates.begunBy(trx, { provider, paymentId, payerId: payer });
  return begun.findLast(({ subscriptionId }) => subscriptionId === null);
}

/**
 * Where a list that does not say which charge is the first was read before its update: what counted as a further charge
 * has begun another mandate. That one nobody wants.
 */
export async function noteAnother(db: Db, trx: Transaction, payment: Payment, seen: Seen): Promise<void> {
  const { repeat } = seen;
  if (payment.mandateId === null || repeat?.isFirst !== true) return;
  const mandate = await db.mandates.byId(trx, payment.mandateId);
  if (mandate.paymentId === payment.id) return;
  const { userId, planVersionId } = mandate;
  await promise(
    trx,
    jobsByName.steerMandate,
    await keep(db, trx, { userId, planVersionId, payment }, { ...seen, repeat }),
  );
}

/** As a row, which nobody wants yet. */
const keep = (
  db: Db,
  trx: Transaction,
  { payment, ...whose }: { userId: bigint; planVersionId: bigint; payment: Payment },
  { repeat, externalId, payer }: Seen & { readonly repeat: Repeat },
): Promise<bigint> =>
  db.mandates.keep(trx, {
    ...whose,
    provider: payment.provider,
    externalId: repeat.mandateId ?? externalId,
    paymentId: payment.id,
    payerId: payer ?? null,
    price: payment.amount,
    term: repeat.term,
    paidUntil: repeat.paidUntil,
  });

/** After all that a charge gave: when the next one comes; none shall, where nobody wants it. */
export async function noteCharge(
  db: Db,
  trx: Transaction,
  { mandateId }: Payment,
  { repeat, claim }: Seen,
): Promise<void> {
  if (mandateId === null || !repeat || claim !== 'succeeded') return;
  await db.mandates.renew(trx, mandateId, repeat.paidUntil);
  const { wanted, paidUntil } = await db.mandates.byId(trx, mandateId);
  if (!wanted) await promise(trx, jobsByName.steerMandate, mandateId);
  else if (repeat.state !== undefined) await promiseCheck(trx, mandateId, paidUntil);
}

/** Who can be asked how one stands is asked, once its next charge should have come. */
const promiseCheck = (trx: Transaction, mandateId: bigint, paidUntil: Date): Promise<void> =>
  promise(trx, jobsByName.checkMandate, mandateId, {}, { dueAt: nextCheck(paidUntil, paidUntil)! });

/** Its first charge bought time of this subscription: from now on it renews it, and nobody else does. */
export async function beginMandate(
  db: Db,
  trx: Transaction,
  mandateId: bigint,
  subscriptionId: bigint,
): Promise<void> {
  const others = await db.mandates.begin(trx, mandateId, subscriptionId);
  for (const id of [mandateId, ...others]) await promise(trx, jobsByName.steerMandate, id);
  await promise(trx, jobsByName.reviewRenewal, subscriptionId);
}

/** No further charges: its person, or we, do not want them any more. False when that was so already. */
export async function stopMandate(
  db: Db,
  trx: Transaction,
  id: bigint,
  actor: string,
  reason: string,
): Promise<boolean> {
  if (!(await db.mandates.unwant(trx, id))) return false;
  await promise(trx, jobsByName.steerMandate, id, {}, { lane: 0 });
  await db.auditTrail.note(trx, { actor, action: 'mandate.stop', subject: `mandate:${id}`, reason });
  return true;
}

/** Who bought another plan is not charged for the one before, nor turned back to it. */
export async function stopOtherPlans(
  db: Db,
  trx: Transaction,
  subscriptionId: bigint,
  planVersionId: bigint,
): Promise<void> {
  for (const id of await db.mandates.ofOtherPlans(trx, subscriptionId, planVersionId))
    await stopMandate(db, trx, id, 'system', 'another plan was bought');
}

/** Its person wants it after all. */
export async function allowMandate(db: Db, trx: Transaction, id: bigint, actor: string): Promise<void> {
  if (!(await db.mandates.want(trx, id))) return;
  await promise(trx, jobsByName.steerMandate, id, {}, { lane: 0 });
  await db.auditTrail.note(trx, {
    actor,
    action: 'mandate.allow',
    subject: `mandate:${id}`,
    reason: 'tapped',
  });
}

/** Whoever has their money back, is about to, or has their bank demand it, is not charged again. */
export async function stopRefunded(
  db: Db,
  trx: Transaction,
  { mandateId }: Payment,
  actor: string,
): Promise<void> {
  if (mandateId !== null)
    await stopMandate(db, trx, mandateId, actor, 'its charge goes back, or is disputed');
}

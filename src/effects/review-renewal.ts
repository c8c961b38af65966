import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { Renewal } from '../db/models/renewal.js';
import { isRunning } from '../domain/mandate.js';
import { nextStep, type Renewing } from '../domain/renewal.js';
import chargeRenewal from '../jobs/renewal.charge.js';
import { promise } from '../queue/promise.js';
import { stopRenewing } from './agree-to-renew.js';
import { payFromBalance } from './pay-from-balance.js';
import { outlookOf, wordOf, type Around, type Outlook } from './renewal-outlook.js';
import { tell } from './tell.js';

/**
 * Does what is due for a subscription that renews itself: tells its person of the coming charge, begins it, asks for what
 * is missing, or ends it. From the balance it is paid here and now. Safe to repeat and to race: one at a time, each
 * with what the one before it left.
 */
export async function reviewRenewal(
  around: Around,
  trx: Transaction,
  subscriptionId: bigint,
  now: Date,
): Promise<void> {
  const { db } = around;
  const renewal = await db.renewals.lockOf(trx, subscriptionId);
  if (!renewal?.active) return;
  const mandate = await db.mandates.of(trx, subscriptionId);
  // Its person chose that way later: nobody is charged in two.
  if (mandate?.wanted && isRunning(mandate, now))
    return stopRenewing(db, trx, renewal, 'renewal.review', `mandate ${mandate.id} renews it`);
  const outlook = await outlookOf(around, renewal, trx);
  const { renewing } = outlook;
  const step = nextStep(renewing, now);
  if (step.do === 'stop') {
    await stopRenewing(db, trx, renewal, 'renewal.review', step.why);
    return say(db, trx, renewal, renewing, step.why);
  }
  if (step.do === 'ask') await say(db, trx, renewal, renewing, step.why);
  if (step.do === 'wait' && step.isPutOff) await say(db, trx, renewal, renewing, 'rest');
  if (step.do === 'notice') {
    await renewal.$query(trx).patch({ noticedAt: now, noticedEnd: renewing.end });
    await say(db, trx, renewal, renewing, 'notice');
  }
  // Its job may have become a dead letter: promised again, it is tried again.
  if (outlook.underway) await promise(trx, chargeRenewal, outlook.underway.orderId);
  // Paid, its new end says when to look again.
  if (step.do === 'charge' && (await charge(around, trx, renewal, outlook, now))) return;
  await db.subscriptions.query(trx).findById(subscriptionId).patch({ renewAt: step.until });
}

/** Once for this term as it is now, and what was agreed for it. */
async function say(
  db: Db,
  trx: Transaction,
  renewal: Renewal,
  renewing: Renewing,
  what: string,
): Promise<void> {
  const { subscriptionId, userId } = renewal;
  const reason = wordOf(renewal, renewing, what);
  const screen =
    what === 'notice' ? `renewalnotice:${subscriptionId}` : `renewaltrouble:${subscriptionId}:${what}`;
  await tell(db, trx, { userId, reason, screen });
}

/** True when it is paid. */
async function charge(
  around: Around,
  trx: Transaction,
  renewal: Renewal,
  { renewing, plan, method, term: termNumber }: Outlook,
  now: Date,
): Promise<boolean> {
  const { db } = around;
  const { subscriptionId, userId } = renewal;
  const { price } = renewing;
  if (!plan || !price) return false;
  const wanted = { userId, subscriptionId, termNumber, planVersionId: plan.id, price };
  const order = await db.orders.renewal(trx, wanted);
  if (!order) return false;
  if (method) {
    await db.payments.charge(trx, order, method);
    await promise(trx, chargeRenewal, order.id);
    return false;
  }
  // Whoever pays by hand at this moment is before us or after us: asked again under their locks.
  await db.ledger.lockBalance(trx, `user:${userId}`, price.currency);
  await db.subscriptions.lock(trx, subscriptionId);
  const { renewing: still } = await outlookOf(around, renewal, trx);
  if (nextStep(still, now).do !== 'charge') return false;
  return (await payFromBalance(db, trx, order, now)) !== null;
}

import type { Transaction } from 'objection';
import type { Db } from '../../db/db.js';
import { appendGrant } from '../append-grant.js';
import { beginMandate } from '../charge-by-mandate.js';
import { tell } from '../tell.js';
import { withdrawGrant } from '../withdraw-grant.js';
import type { Goods, Paid } from './goods.js';

/** Time of a plan: what most orders are for. */
export const term: Goods = {
  account: () => 'sales',

  async give(db, trx, paid) {
    const { order, payment } = paid;
    const { id, userId } = order;
    const given = await giveTerm(db, trx, paid);
    // From the balance the person sees it at once, in the answer to the tap.
    if (!given || payment.provider === 'balance') return;
    const screen = `waiting:${given.subscriptionId}`;
    const replaces = `payment:${payment.id}`;
    await tell(db, trx, { userId, reason: `paid:${id}`, screen, replaces, lane: 0 });
  },

  async takeBack(db, trx, { order: { id }, share, sourceId, now }) {
    await withdrawGrant(db, trx, { source: 'order', sourceId: String(id) }, share, sourceId, now);
  },
};

/** Once per order; null when it had given. */
export async function giveTerm(
  db: Db,
  trx: Transaction,
  { order, payment, now, term: paidTerm }: Paid,
): Promise<{ subscriptionId: bigint } | null> {
  const { id, userId, subscriptionId, planVersionId } = order;
  if (planVersionId === null) throw new Error(`order ${id} is for time of no plan`);
  const { mandateId } = payment;
  const mandate = mandateId === null ? null : await db.mandates.byId(trx, mandateId);
  const { months, days } = paidTerm ?? mandate ?? (await db.plans.byId(trx, planVersionId));
  const grant = { source: 'order', sourceId: String(id), planVersionId, months, days } as const;
  const given = await appendGrant(db, trx, { userId, subscriptionId }, grant, now);
  if (given && mandate?.paymentId === payment.id)
    await beginMandate(db, trx, mandate.id, given.subscriptionId);
  return given;
}

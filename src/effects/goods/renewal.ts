import { runsOtherPlan } from '../runs-other-plan.js';
import { tell } from '../tell.js';
import type { Goods } from './goods.js';
import { giveTerm, term } from './term.js';

/** The next term: one that was charged without its person, who is told; or one that they paid at its provider. */
export const renewal: Goods = {
  ...term,

  /** What was on its way, or is charged by others, when another plan was bought must not turn that one back. */
  async stillGives(db, trx, { userId, subscriptionId, planVersionId, currency }, now) {
    if (subscriptionId === null || planVersionId === null) return true;
    // Where it gives nothing, its money goes there: the account is locked before the subscription, as everywhere.
    await db.ledger.lockBalance(trx, `user:${userId}`, currency);
    const subscription = await db.subscriptions.lockOwn(trx, subscriptionId, userId);
    return !(await runsOtherPlan(db, trx, subscription, planVersionId, now));
  },

  async give(db, trx, paid) {
    const { id, userId, termNumber } = paid.order;
    if (termNumber === null && paid.payment.mandateId === null) return term.give(db, trx, paid);
    if (!(await giveTerm(db, trx, paid))) return;
    await tell(db, trx, { userId, reason: `renewed:${id}`, screen: `renewed:${id}` });
  },
};

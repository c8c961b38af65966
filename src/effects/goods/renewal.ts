import { tell } from '../tell.js';
import type { Goods } from './goods.js';
import { giveTerm, term } from './term.js';

/** The next term: one that was charged without its person, who is told; or one that they paid at its provider. */
export const renewal: Goods = {
  ...term,

  async give(db, trx, paid) {
    const { id, userId, termNumber } = paid.order;
    if (termNumber === null && paid.payment.mandateId === null) return term.give(db, trx, paid);
    if (!(await giveTerm(db, trx, paid))) return;
    await tell(db, trx, { userId, reason: `renewed:${id}`, screen: `renewed:${id}` });
  },
};

import { tell } from '../tell.js';
import type { Goods } from './goods.js';
import { giveTerm, term } from './term.js';

/** The next term: one that we charged, and whoever did not wait for it is told; or one that its provider charged. */
export const renewal: Goods = {
  ...term,

  async give(db, trx, paid) {
    const { id, userId, termNumber } = paid.order;
    if (termNumber === null) return term.give(db, trx, paid);
    if (!(await giveTerm(db, trx, paid))) return;
    await tell(db, trx, { userId, reason: `renewed:${id}`, screen: `renewed:${id}` });
  },
};

import type { Bill } from '../../src/sandbox/till/bill.js';
import type { Till } from '../../src/sandbox/till/till.js';

/**
 * What our payments call by `name` there: its own id, also behind ours, or what we call it, the first where several are
 * called so.
 */
export const billOf = <Data>(till: Till<Data>, name: string): Bill<Data> =>
  till.bills.get(name) ??
  till.bills.get(/^\d+-(\d+)$/.exec(name)?.[1] ?? '') ??
  [...till.bills.values()].find(({ paymentId }) => paymentId === name) ??
  till.find(name);

import { freekassa } from '../../src/sandbox/freekassa.js';
import type { Counter } from './contract.js';
import { counterOf } from './counter.js';

/** FreeKassa calls a payment by our own id. */
export const freekassaCounter = (): Promise<Counter> =>
  counterOf(freekassa, (till, paymentId) => {
    const [bill] = [...till.bills.values()].filter((one) => one.paymentId === paymentId);
    return String(bill?.id);
  });

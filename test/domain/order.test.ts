import { expect } from 'chai';
import { paysOrder } from '../../src/domain/order.js';

describe('money that arrives for an order', () => {
  for (const [state, newerPaid, pays] of [
    ['open', false, true],
    ['open', true, true],
    ['canceled', false, true],
    ['canceled', true, false],
    ['expired', false, true],
    ['expired', true, false],
    ['paid', false, false],
    ['paid', true, false],
  ] as const) {
    it(`that is ${state}, ${newerPaid ? 'a newer one' : 'nothing newer'} being paid, ${
      pays ? 'pays it' : 'goes to the balance'
    }`, () => {
      expect(paysOrder({ state }, newerPaid)).to.equal(pays);
    });
  }
});

import { expect } from 'chai';
import { money } from '../../src/domain/money.js';
import { paysOrder } from '../../src/domain/order.js';

const price = money(199_00n, 'RUB');

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
      expect(paysOrder({ state, price }, price, newerPaid)).to.equal(pays);
    });
  }

  for (const paid of [money(198_99n, 'RUB'), money(199_01n, 'RUB'), money(199_00n, 'USD')]) {
    it(`of another price goes to the balance: ${paid.minor} ${paid.currency}`, () => {
      expect(paysOrder({ state: 'open', price }, paid, false)).to.equal(false);
    });
  }
});

import { expect } from 'chai';
import * as fc from 'fast-check';
import { money } from '../../src/domain/money.js';
import { withdrawnDays } from '../../src/domain/withdrawal.js';

const rub = (minor: bigint) => money(minor, 'RUB');

describe('days that a partial refund takes', () => {
  it('are in proportion to all that was refunded, less those taken before', () => {
    expect(withdrawnDays(30, rub(300_00n), rub(100_00n), 0)).to.equal(10);
    expect(withdrawnDays(30, rub(300_00n), rub(200_00n), 10)).to.equal(10);
  });

  it("are rounded in the buyer's favour", () => {
    expect(withdrawnDays(30, rub(199_00n), rub(6_63n), 0)).to.equal(0);
    expect(withdrawnDays(30, rub(199_00n), rub(6_64n), 0)).to.equal(1);
  });

  it('are never negative', () => {
    expect(withdrawnDays(30, rub(300_00n), rub(10_00n), 5)).to.equal(0);
  });

  it('come to the same, in however many parts the money goes back', () => {
    const parts = fc.array(fc.bigInt({ min: 1n, max: 50_000n }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), parts, fc.bigInt(0n, 100_000n), (days, refunds, rest) => {
        const total = refunds.reduce((sum, part) => sum + part, 0n);
        const price = rub(total + rest);
        let [refunded, taken] = [0n, 0];
        for (const part of refunds) {
          refunded += part;
          taken += withdrawnDays(days, price, rub(refunded), taken);
        }
        expect(taken).to.equal(withdrawnDays(days, price, rub(total), 0));
        expect(taken).to.be.at.most(days);
      }),
    );
  });
});

import { expect } from 'chai';
import { money } from '../../src/domain/money.js';
import { discountPercent } from '../../src/domain/pricing.js';

const offer = (minor: bigint | null, months: number, days = 0) => ({
  price: minor === null ? null : money(minor, 'RUB'),
  months,
  days,
});

describe('a discount', () => {
  const month = offer(199_00n, 1);

  it('is how much cheaper a month of the longer term is, rounded down', () => {
    expect(discountPercent(offer(499_00n, 3), month)).to.equal(16);
    expect(discountPercent(offer(1_499_00n, 12), month)).to.equal(37);
    expect(discountPercent(offer(99_50n, 0, 30), month)).to.equal(50);
  });

  it('is 0 where the longer term is not cheaper', () => {
    expect(discountPercent(offer(597_00n, 3), month)).to.equal(0);
    expect(discountPercent(offer(700_00n, 3), month)).to.equal(0);
    expect(discountPercent(month, month)).to.equal(0);
  });

  it('is 0 where prices cannot be compared', () => {
    expect(discountPercent(offer(null, 3), month)).to.equal(0);
    expect(discountPercent(month, offer(null, 0, 3))).to.equal(0);
    expect(discountPercent({ ...offer(1n, 3), price: money(1n, 'USD') }, month)).to.equal(0);
  });
});

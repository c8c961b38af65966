import { expect } from 'chai';
import { assert, bigInt, integer, property } from 'fast-check';
import { money } from '../../src/domain/money.js';
import {
  bestDiscount,
  discounted,
  readPromoCode,
  refusePromo,
  type PromoRules,
} from '../../src/domain/promo.js';

const now = new Date('2026-12-01T12:00:00Z');
const rules: PromoRules = {
  kind: 'days',
  active: true,
  validFrom: null,
  validUntil: null,
  maxActivations: null,
  activations: 0,
  perPerson: 1,
  firstPurchaseOnly: false,
};
const newcomer = { activations: 0, hasPaid: false, hasHad: false };
const rub = (minor: bigint) => money(minor, 'RUB');

describe('a promo code', () => {
  it('gives what it promises to whom no rule excludes', () => {
    expect(refusePromo(rules, newcomer, now)).to.equal(null);
    expect(refusePromo({ ...rules, maxActivations: 1, validFrom: now }, newcomer, now)).to.equal(null);
    expect(refusePromo({ ...rules, perPerson: 2 }, { ...newcomer, activations: 1 }, now)).to.equal(null);
  });

  for (const [why, change, person] of [
    ['unknown', { active: false }, {}],
    ['early', { validFrom: new Date(now.getTime() + 1) }, {}],
    ['expired', { validUntil: now }, {}],
    ['exhausted', { maxActivations: 3, activations: 3 }, {}],
    ['used', {}, { activations: 1 }],
    ['first-purchase', { firstPurchaseOnly: true }, { hasPaid: true }],
    ['had-before', { kind: 'trial' }, { hasHad: true }],
  ] as const) {
    it(`is refused as ${why}`, () => {
      expect(refusePromo({ ...rules, ...change }, { ...newcomer, ...person }, now)).to.equal(why);
    });
  }

  it('that was used by this person says so, also when others used it up', () => {
    const full = { ...rules, maxActivations: 3, activations: 3 };
    expect(refusePromo(full, { ...newcomer, activations: 1 }, now)).to.equal('used');
  });

  for (const [typed, code] of Object.entries({
    ' sale-10 ': 'SALE-10',
    abc: 'ABC',
    ab: null,
    'a b c': null,
    "x'; drop table users; --": null,
    скидка: null,
    ['A'.repeat(31)]: null,
    '\0\0\0': null,
  })) {
    it(`is ${code ?? 'none'} where somebody writes ${JSON.stringify(typed)}`, () => {
      expect(readPromoCode(typed)).to.equal(code);
    });
  }
});

describe('a discount', () => {
  it('takes a part, rounded down, or an amount of the same currency', () => {
    expect(discounted(rub(199_00n), { percent: 15, amount: null })).to.deep.equal(rub(169_15n));
    expect(discounted(money(7n, 'XTR'), { percent: 50, amount: null })).to.deep.equal(money(4n, 'XTR'));
    expect(discounted(rub(199_00n), { percent: null, amount: rub(50_00n) })).to.deep.equal(rub(149_00n));
    expect(discounted(money(5_00n, 'USD'), { percent: null, amount: rub(50_00n) })).to.deep.equal(
      money(5_00n, 'USD'),
    );
  });

  it('leaves a unit to pay, and never more than the price', () => {
    expect(discounted(rub(199_00n), { percent: null, amount: rub(500_00n) })).to.deep.equal(rub(1_00n));
    assert(
      property(bigInt(1n, 10n ** 12n), integer({ min: 1, max: 99 }), (minor, percent) => {
        const left = discounted(rub(minor), { percent, amount: null }).minor;
        return left > 0n && left <= minor;
      }),
    );
  });

  it('is the best of several for this plan', () => {
    const all = [
      { activationId: 1n, percent: 10, amount: null, planId: null },
      { activationId: 2n, percent: null, amount: rub(30_00n), planId: null },
      { activationId: 3n, percent: 90, amount: null, planId: 9n },
    ];
    expect(bestDiscount(rub(199_00n), 1n, all)?.activationId).to.equal(2n);
    expect(bestDiscount(rub(1_000_00n), 1n, all)?.activationId).to.equal(1n);
    expect(bestDiscount(rub(199_00n), 9n, all)?.activationId).to.equal(3n);
    expect(bestDiscount(rub(199_00n), 1n, [])).to.equal(null);
    expect(bestDiscount(rub(1_00n), 1n, all.slice(1, 2))).to.equal(null);
  });
});

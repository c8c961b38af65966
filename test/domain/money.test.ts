import { expect } from 'chai';
import * as fc from 'fast-check';
import { currencies, formatDecimal, money, parseMoney, sameMoney } from '../../src/domain/money.js';

const currency = fc.constantFrom(...currencies);
const amount = fc
  .record({ minor: fc.bigInt({ min: 0n, max: 10n ** 15n - 1n }), currency })
  .map((given) => money(given.minor, given.currency));

describe('money', () => {
  it('reads what it writes, every amount of every currency', () => {
    fc.assert(
      fc.property(amount, (given) => sameMoney(parseMoney(formatDecimal(given), given.currency), given)),
    );
  });

  it('writes what it reads, when that has as many decimals as the currency', () => {
    const decimal = fc
      .record({ whole: fc.nat(), cents: fc.nat(99) })
      .map(({ whole, cents }) => `${whole}.${String(cents).padStart(2, '0')}`);

    fc.assert(fc.property(decimal, (text) => formatDecimal(parseMoney(text, 'RUB')) === text));
  });

  it('reads further zeros as nothing', () => {
    fc.assert(
      fc.property(amount, fc.nat(5), (given, zeros) => {
        const text = formatDecimal(given);
        const longer = text.includes('.') ? text + '0'.repeat(zeros) : `${text}.0${'0'.repeat(zeros)}`;
        return sameMoney(parseMoney(longer, given.currency), given);
      }),
    );
  });

  it('keeps the order of amounts of one currency', () => {
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        const [first, second] = [a, money(b.minor, a.currency)].map((each) =>
          parseMoney(formatDecimal(each), a.currency),
        );
        return first!.minor < second!.minor === a.minor < b.minor;
      }),
    );
  });

  it('reads known amounts', () => {
    expect(parseMoney('199.9', 'RUB')).to.deep.equal(money(19_990n, 'RUB'));
    expect(parseMoney('0.07', 'RUB')).to.deep.equal(money(7n, 'RUB'));
    expect(parseMoney('150', 'XTR')).to.deep.equal(money(150n, 'XTR'));
    expect(parseMoney('5.5000', 'USD')).to.deep.equal(money(550n, 'USD'));
    expect(parseMoney('999999999999999.99', 'EUR').minor).to.equal(99_999_999_999_999_999n);
  });

  it('writes known amounts', () => {
    expect(
      ['0', '7', '10', '19990'].map((minor) => formatDecimal(money(BigInt(minor), 'RUB'))),
    ).to.deep.equal(['0.00', '0.07', '0.10', '199.90']);
    expect(formatDecimal(money(150n, 'XTR'))).to.equal('150');
  });

  it('refuses more precision than the currency has', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 9 }), (whole, digit) => {
        expect(() => parseMoney(`${whole}.00${digit}`, 'RUB')).to.throw(RangeError);
        expect(() => parseMoney(`${whole}.${digit}`, 'XTR')).to.throw(RangeError);
      }),
    );
  });

  it('reads nothing but digits and one dot', () => {
    fc.assert(
      fc.property(fc.string(), currency, (text, given) => {
        fc.pre(!/^\d{1,15}(\.\d+)?$/.test(text));
        expect(() => parseMoney(text, given)).to.throw(RangeError);
      }),
    );
  });

  for (const text of [
    '',
    '.',
    '1.',
    '.5',
    '-1',
    '+1',
    '1,5',
    '1e3',
    ' 1',
    '1 ',
    '1\n',
    'NaN',
    'Infinity',
    '١',
    '0x1',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(() => parseMoney(text, 'RUB')).to.throw(RangeError);
    });
  }

  it('refuses more than 15 digits before the dot', () => {
    expect(() => parseMoney('1'.repeat(16), 'RUB')).to.throw(RangeError);
  });

  it('is never negative', () => {
    fc.assert(
      fc.property(fc.bigInt({ max: -1n }), currency, (minor, given) => {
        expect(() => money(minor, given)).to.throw(RangeError);
      }),
    );
  });

  it('is the same only in the same currency', () => {
    expect(sameMoney(money(1n, 'RUB'), money(1n, 'RUB'))).to.equal(true);
    expect(sameMoney(money(1n, 'RUB'), money(1n, 'USD'))).to.equal(false);
    expect(sameMoney(money(1n, 'RUB'), money(2n, 'RUB'))).to.equal(false);
  });
});

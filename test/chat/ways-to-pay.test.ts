import { expect } from 'chai';
import { waysToPay } from '../../src/chat/ways-to-pay.js';
import type { Discount } from '../../src/domain/promo.js';
import { money, type Currency, type Money } from '../../src/domain/money.js';

const takes: Readonly<Record<string, readonly Currency[]>> = {
  cards: ['RUB'],
  stars: ['XTR'],
  world: ['EUR', 'USD'],
};
const shop = {
  providers: ['stars', 'cards', 'world'],
  offers: (provider: string, { minor, currency }: Money) =>
    takes[provider]!.includes(currency) && minor <= 1_000_00n,
};
const rub = money(199_00n, 'RUB');
const usd = money(2_49n, 'USD');
const xtr = money(150n, 'XTR');

const full = (price: Money) => ({ list: price, price, activationId: null });
const of = (prices: readonly Money[], ...discounts: readonly Discount[]) =>
  waysToPay(shop, { planId: 1n, prices }, discounts, []);

describe('the ways to pay for a plan', () => {
  it('are those that take one of its prices, in the order of the shop, each at its own', () => {
    expect(of([rub, usd, xtr])).to.deep.equal([
      { provider: 'stars', ...full(xtr) },
      { provider: 'cards', ...full(rub) },
      { provider: 'world', ...full(usd) },
    ]);
  });

  it('are the first price that suits, where a provider takes several', () => {
    expect(of([usd, money(2_29n, 'EUR')])).to.deep.equal([{ provider: 'world', ...full(usd) }]);
  });

  it('are none for what is beyond the limits, or costs nothing anybody takes', () => {
    expect(of([money(1_000_01n, 'RUB')])).to.deep.equal([]);
    expect(of([])).to.deep.equal([]);
  });

  it('cost less with a discount, each in its own currency, where the discount is for this plan', () => {
    const half = { activationId: 7n, percent: 50, amount: null, planId: null };
    expect(of([rub, xtr], half)).to.deep.equal([
      { provider: 'stars', list: xtr, price: money(75n, 'XTR'), activationId: 7n },
      { provider: 'cards', list: rub, price: money(99_50n, 'RUB'), activationId: 7n },
    ]);
    expect(of([rub], { ...half, planId: 2n })).to.deep.equal([{ provider: 'cards', ...full(rub) }]);

    const rubles = { activationId: 8n, percent: null, amount: money(50_00n, 'RUB'), planId: null };
    expect(of([rub, xtr], rubles)).to.deep.equal([
      { provider: 'stars', ...full(xtr) },
      { provider: 'cards', list: rub, price: money(149_00n, 'RUB'), activationId: 8n },
    ]);
  });

  it('are the balance, too, in the first currency of which there is enough', () => {
    const withBalance = { providers: ['balance'], offers: () => true };
    const from = (...funds: Money[]) => waysToPay(withBalance, { planId: 1n, prices: [rub, xtr] }, [], funds);

    expect(from(rub, xtr)).to.deep.equal([{ provider: 'balance', ...full(rub) }]);
    expect(from(money(198_99n, 'RUB'), xtr)).to.deep.equal([{ provider: 'balance', ...full(xtr) }]);
    expect(from(money(198_99n, 'RUB'), money(149n, 'XTR'), money(9_999_00n, 'USD'))).to.deep.equal([]);
    expect(from()).to.deep.equal([]);
  });
});

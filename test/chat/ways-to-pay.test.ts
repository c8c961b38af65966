import { expect } from 'chai';
import { waysToPay } from '../../src/chat/ways-to-pay.js';
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

describe('the ways to pay for a plan', () => {
  it('are those that take one of its prices, in the order of the shop, each at its own', () => {
    expect(waysToPay(shop, [rub, usd, xtr])).to.deep.equal([
      { provider: 'stars', price: xtr },
      { provider: 'cards', price: rub },
      { provider: 'world', price: usd },
    ]);
  });

  it('are the first price that suits, where a provider takes several', () => {
    expect(waysToPay(shop, [usd, money(2_29n, 'EUR')])).to.deep.equal([{ provider: 'world', price: usd }]);
  });

  it('are none for what is beyond the limits, or costs nothing anybody takes', () => {
    expect(waysToPay(shop, [money(1_000_01n, 'RUB')])).to.deep.equal([]);
    expect(waysToPay(shop, [])).to.deep.equal([]);
  });
});

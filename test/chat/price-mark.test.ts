import { expect } from 'chai';
import { unpack } from '../../src/buttons.js';
import { actAt, chargingOf, isShown } from '../../src/chat/price-mark.js';
import { money, type Money } from '../../src/domain/money.js';

const rub = (minor: bigint) => money(minor, 'RUB');
const asks = (...sums: Money[]) => ({ sums });
const markedOf = (data: string): string => unpack(data)!.args.at(-1)!;

describe('a button that takes money', () => {
  const marked = markedOf(actAt(asks(rub(150_00n)), 'o', 'pay', 12n, 'balance', 1));

  it('knows the sum that it showed from any other, of another currency too', () => {
    expect(marked).to.match(/^o[\w-]{8}$/);
    expect(isShown(marked, asks(rub(150_00n)))).to.equal(true);
    for (const sum of [rub(300_00n), rub(149_99n), rub(0n), money(150_00n, 'USD'), money(150n, 'XTR')])
      expect(isShown(marked, asks(sum)), `${sum.minor} ${sum.currency}`).to.equal(false);
  });

  it('knows how the sum was shared', () => {
    const split = markedOf(actAt(asks(rub(150_00n), rub(50_00n)), 'm', 'pay', 12n, 'yookassa', 1));
    expect(isShown(split, asks(rub(150_00n), rub(50_00n)))).to.equal(true);
    expect(isShown(split, asks(rub(150_00n), rub(60_00n)))).to.equal(false);
    expect(isShown(split, asks(rub(150_00n)))).to.equal(false);
  });

  it('knows of which plan it told that its time becomes another one’s, if of any', () => {
    const sums = [rub(150_00n)];
    const told = markedOf(actAt({ sums, changes: 3n }, 'o', 'pay', 12n, 'balance', 1));
    expect(isShown(told, { sums, changes: 3n })).to.equal(true);
    for (const changes of [4n, null]) expect(isShown(told, { sums, changes }), `${changes}`).to.equal(false);
    expect(isShown(marked, { sums, changes: 3n })).to.equal(false);
    expect(isShown(marked, { sums, changes: null })).to.equal(true);
  });

  it('says how it takes it; one that is older, or made up, says nothing and showed nothing', () => {
    expect(chargingOf(marked)).to.equal('o');
    for (const old of ['', 'm', 'r', 'o', marked.slice(0, 2), `x${marked.slice(1)}`]) {
      expect(chargingOf(old), old).to.equal(null);
      expect(isShown(old, asks(rub(150_00n))), old).to.equal(false);
    }
  });

  it('leaves room for the version of its screen beside the longest ids', () => {
    const id = 999_999_999_999_999_999n;
    for (const data of [
      actAt({ ...asks(rub(id), rub(1n)), changes: id }, 'm', 'pay', `a${id}`, 'cryptopay', 20),
      actAt(asks(rub(id)), 'o', 'present', id, 'cryptopay'),
    ]) {
      expect(`${data}:9223372036854775807`.length).to.be.at.most(64);
      expect(chargingOf(markedOf(data))).not.to.equal(null);
    }
    expect(isShown(markedOf(actAt(asks(rub(id)), 'o', 'present', id, 'cryptopay')), asks(rub(id)))).to.equal(
      true,
    );
  });
});

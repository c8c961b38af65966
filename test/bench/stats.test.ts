import { expect } from 'chai';
import { interleave } from '../../bench/harness/interleave.js';
import { compare } from '../../bench/harness/result.js';
import { percentile, spread } from '../../bench/harness/stats.js';

describe('the statistics of the benches', () => {
  it('knows the middle and the ends, by number and not by letter', () => {
    expect(spread([10, 9, 100])).to.deep.equal({ median: 10, min: 9, max: 100 });
    expect(spread([4, 1, 3, 2])).to.deep.equal({ median: 2.5, min: 1, max: 4 });
    expect(spread([7])).to.deep.equal({ median: 7, min: 7, max: 7 });
  });

  it('takes as percentile a value that was seen: the first that so many do not exceed', () => {
    const hundred = Array.from({ length: 100 }, (_, n) => 100 - n);
    expect(percentile(hundred, 50)).to.equal(50);
    expect(percentile(hundred, 99)).to.equal(99);
    expect(percentile(hundred, 100)).to.equal(100);
    expect(percentile(hundred, 0)).to.equal(1);
    expect(percentile([5, 1], 99)).to.equal(5);
  });

  it('has no figure of nothing', () => {
    expect(() => spread([])).to.throw(RangeError);
    expect(() => percentile([], 50)).to.throw(RangeError);
  });

  it('compares each round with its own neighbour, and not the medians of the sides', () => {
    const rounds = [
      { ours: 90, bare: 100 },
      { ours: 40, bare: 50 },
      { ours: 700, bare: 1_000 },
    ];
    const { value, limit, ratio } = compare(rounds);
    expect({ value, limit }).to.deep.equal({ value: 90, limit: 100 });
    expect(ratio).to.deep.equal({ median: 0.8, min: 0.7, max: 0.9 });
  });

  it('measures both sides in turns, and does not count the first of each', async () => {
    const order: string[] = [];
    const side = (name: string) => () => Promise.resolve(order.push(name));
    const rounds = await interleave(2, { ours: side('A'), bare: side('B') });
    expect(order.join('')).to.equal('ABABAB');
    expect(rounds).to.deep.equal([
      { ours: 3, bare: 4 },
      { ours: 5, bare: 6 },
    ]);
  });
});

import { expect } from 'chai';
import { Ring } from '../../../src/sandbox/remnawave/ring.js';

describe('a ring of what happened', () => {
  it('keeps the newest and forgets the rest', () => {
    const ring = new Ring<number>(3);
    for (let number = 1; number <= 100; number += 1) ring.push(number);

    expect(ring.newest()).to.deep.equal([98, 99, 100]);
    expect(ring.newest(2)).to.deep.equal([99, 100]);
    expect(ring.newest(1_000)).to.deep.equal([98, 99, 100]);
  });
});

import { expect } from 'chai';
import { rememberSquads } from '../../src/panels/squad-memory.js';

describe('what a panel is known to have', () => {
  let there: string[];
  let asked: number;
  let now: number;
  const lacking = () =>
    rememberSquads(
      async () => {
        asked += 1;
        return there;
      },
      () => now,
    );
  beforeEach(() => {
    there = ['a', 'b'];
    asked = 0;
    now = 0;
  });

  it('is asked once a minute while nothing is missing', async () => {
    const which = lacking();
    expect(await which(['a'], null)).to.deep.equal([]);
    now = 59_000;
    expect(await which(['b', 'a'], null)).to.deep.equal([]);
    expect(asked).to.equal(1);
    there = ['b'];
    now = 61_000;
    expect(await which(['a', 'b'], null)).to.deep.equal(['a']);
    expect(asked).to.equal(2);
  });

  it('is asked again at once for what was missing', async () => {
    const which = lacking();
    expect(await which(['c'], null)).to.deep.equal(['c']);
    there.push('c');
    expect(await which(['c'], null)).to.deep.equal([]);
    expect(asked).to.equal(2);
  });
});

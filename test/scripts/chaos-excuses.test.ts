import { expect } from 'chai';
import { atATime, explaining, isLate } from '../chaos/deaths.js';

describe('what a chaos run excuses', () => {
  const at = 100_000;
  const death = (who: string, from: number, until = from) => ({ who, from, until });
  const excuses = (by: string | undefined, ...deaths: ReturnType<typeof death>[]) =>
    explaining(deaths, { by, at })?.who;

  it('is a message repeated by whoever died, and by nobody else', () => {
    expect(excuses('worker-1', death('worker-1', at + 1_000))).to.equal('worker-1');
    for (const who of ['bot', 'web', 'scheduler', 'worker-slow', 'worker-2', 'worker-people'])
      expect(excuses('worker-1', death(who, at)), who).to.equal(undefined);
    expect(excuses(undefined, death('worker-1', at))).to.equal(undefined);
  });

  it('is what was shown about the time of that death, or while it lasted', () => {
    expect(excuses('worker-1', death('worker-1', at - 60_000, at + 60_000))).to.equal('worker-1');
    expect(excuses('worker-1', death('worker-1', at - 9_000, at - 3_000))).to.equal(undefined);
    expect(excuses('worker-1', death('worker-1', at - 7_500))).to.equal('worker-1');
    expect(excuses('worker-1', death('worker-1', at + 3_000))).to.equal(undefined);
  });

  it('is what nobody could write down while PostgreSQL was away', () => {
    expect(excuses('worker-1', death('postgres', at - 1_000, at + 1_000))).to.equal('postgres');
  });

  it('is what Telegram showed when nobody waited for its answer any more', () => {
    expect([0, 7_999, 8_000].map(isLate)).to.deep.equal([false, false, true]);
  });

  it('is as much as a process tells at a time', () => {
    expect(['bot', 'web', 'worker-slow', 'worker-1', 'worker-people', 'postgres'].map(atATime)).to.deep.equal(
      [0, 0, 0, 16, 32, 64],
    );
  });
});

import { expect } from 'chai';
import { atATime, explaining } from '../chaos/deaths.js';
import { repeatRules, type Repeat } from '../chaos/telling.js';

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
    const repeat = (tookMs: number): Repeat => ({ person: 1, messageId: 2, at, by: 'worker-1', tookMs });
    const foundOf = (...repeats: Repeat[]) => Object.values(repeatRules(repeats, [], () => ''));
    expect(foundOf(repeat(8_000))).to.deep.equal([[], []]);
    expect(foundOf(repeat(7_999))[0]).to.have.length(1);
    const died = [death('worker-1', at)];
    const crowd = (tookMs: number) => Array.from({ length: 17 }, () => repeat(tookMs));
    const counted = (tookMs: number) => Object.values(repeatRules(crowd(tookMs), died, () => ''))[1];
    expect([counted(7_999)!.length, counted(8_000)!.length]).to.deep.equal([1, 0]);
  });

  it('is as much as a process tells at a time', () => {
    expect(['bot', 'web', 'worker-slow', 'worker-1', 'worker-people', 'postgres'].map(atATime)).to.deep.equal(
      [0, 0, 0, 16, 32, 64],
    );
  });
});

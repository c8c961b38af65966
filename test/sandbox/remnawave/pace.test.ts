import { expect } from 'chai';
import { Pace } from '../../../src/sandbox/remnawave/pace.js';

describe('the pace of a panel', () => {
  const took = async (pace: Pace, calls: number): Promise<number[]> => {
    const startedAt = performance.now();
    return Promise.all(
      Array.from({ length: calls }, async () => {
        await pace.turn();
        return performance.now() - startedAt;
      }),
    );
  };

  it('takes so many calls at a time, and lets the others stand in line', async () => {
    const pace = new Pace();
    pace.set({ atOnce: 2, ms: 60 });
    const times = await took(pace, 6);
    // A timer may ring a millisecond early.
    for (const [n, ms] of times.entries())
      expect(ms, `call ${n + 1}`).to.be.at.least((Math.floor(n / 2) + 1) * 60 - 2);
  });

  it('delays nobody until it is set, nor after it is taken back', async () => {
    const pace = new Pace();
    await took(pace, 100);
    pace.set({ atOnce: 1, ms: 60_000 });
    pace.set({ atOnce: 0, ms: 60_000 });
    await took(pace, 100);
  });
});

import { expect } from 'chai';
import { askedUntil, nextPollMs } from '../../src/domain/polling.js';

const [minute, hour] = [60_000, 3_600_000];

/** All moments at which a payment that lives so long is asked for, after its opening. */
function polls(lifeMs: number, tailHours?: number): number[] {
  const times: number[] = [];
  for (
    let at = nextPollMs(0, lifeMs, tailHours);
    at !== null;
    at = nextPollMs(times.length, lifeMs, tailHours)
  )
    times.push(at);
  return times;
}

describe('a payment that nobody tells us about is asked for', () => {
  it('after 30 seconds and 2 minutes, then every 5 minutes for the first hour', () => {
    const first = polls(hour).filter((at) => at <= hour);
    const minutes = [0.5, 2, 7, 12, 17, 22, 27, 32, 37, 42, 47, 52, 57];
    expect(first.map((at) => at / minute)).to.deep.equal(minutes);
  });

  it('hourly after that', () => {
    const later = polls(hour).slice(12);
    for (const [index, at] of later.slice(1).entries()) expect(at - later[index]!).to.equal(hour);
  });

  it('until a day after its expiry, and then never again', () => {
    const last = polls(hour).at(-1)!;
    expect(last).to.be.at.most(25 * hour);
    expect(last).to.be.greaterThan(24 * hour);
  });

  it('no longer than is known before, and hardly less', () => {
    for (const tailHours of [undefined, 24, 14 * 24]) {
      const until = askedUntil(new Date(0), tailHours).getTime();
      expect(until - polls(hour, tailHours).at(-1)!).to.be.within(0, hour);
    }
  });

  it('for as long as its provider wants', () => {
    expect(polls(hour, 48).at(-1)).to.be.within(48 * hour, 49 * hour);
    expect(polls(72 * hour).at(-1)).to.be.within(95 * hour, 96 * hour);
  });
});

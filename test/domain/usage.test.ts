import { expect } from 'chai';
import { gauge, nextReset, shownRange, sparkline } from '../../src/domain/usage.js';

const at = (text: string): Date => new Date(text);

describe('a gauge', () => {
  it('is ten steps, never empty when something was used, and never full while something is left', () => {
    expect(gauge(0n, 50n)).to.equal('▱▱▱▱▱▱▱▱▱▱');
    expect(gauge(1n, 10n ** 18n)).to.equal('▰▱▱▱▱▱▱▱▱▱');
    expect(gauge(12n, 50n)).to.equal('▰▰▱▱▱▱▱▱▱▱');
    expect(gauge(10n ** 18n - 1n, 10n ** 18n)).to.equal('▰▰▰▰▰▰▰▰▰▱');
    expect(gauge(50n, 50n)).to.equal('▰▰▰▰▰▰▰▰▰▰');
    expect(gauge(500n, 50n)).to.equal('▰▰▰▰▰▰▰▰▰▰');
  });
});

describe('a sparkline', () => {
  it('has the greatest the tallest, and is flat where there is nothing', () => {
    expect(sparkline([0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n])).to.equal('▁▂▃▄▅▆▇█');
    expect(sparkline([0n, 0n])).to.equal('▁▁');
    expect(sparkline([10n ** 18n, 0n])).to.equal('█▁');
    expect(sparkline([])).to.equal('');
  });
});

describe('what a picture of traffic shows', () => {
  it('is a fortnight of UTC days that ends today, over months and years too', () => {
    expect(shownRange(at('2027-01-05T23:59:59Z'))).to.deep.equal({ from: '2026-12-23', to: '2027-01-05' });
    expect(shownRange(at('2028-03-01T00:00:00Z'))).to.deep.equal({ from: '2028-02-17', to: '2028-03-01' });
  });

  it('is counted anew tomorrow, on Monday, on the first, or never', () => {
    const sunday = at('2026-11-29T22:00:00Z');
    expect(nextReset('DAY', sunday)).to.deep.equal(at('2026-11-30T00:00:00Z'));
    expect(nextReset('WEEK', sunday)).to.deep.equal(at('2026-11-30T00:00:00Z'));
    expect(nextReset('WEEK', at('2026-11-30T00:00:00Z'))).to.deep.equal(at('2026-12-07T00:00:00Z'));
    expect(nextReset('MONTH', at('2026-12-31T12:00:00Z'))).to.deep.equal(at('2027-01-01T00:00:00Z'));
    for (const strategy of ['NO_RESET', 'MONTH_ROLLING'] as const)
      expect(nextReset(strategy, sunday)).to.equal(null);
  });
});

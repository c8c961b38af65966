import { expect } from 'chai';
import { countTraffic, type Allowance } from '../../src/domain/traffic.js';

const start = Date.UTC(2026, 0, 1);
const given = (id: bigint, more: object = {}) => ({
  id,
  source: 'order',
  months: 1,
  days: 0,
  planVersionId: 1n as bigint | null,
  extraDevices: 0,
  extraTrafficBytes: 0n,
  grantedAt: new Date(start + Number(id) * 86_400_000),
  withdrawn: 0 as number | 'all',
  ...more,
});
const allowance = (keepsTraffic: boolean, more: Partial<Allowance> = {}): Allowance[] => [
  { id: 1n, keepsTraffic, trafficLimitBytes: 10n, trafficStrategy: 'NO_RESET', ...more },
];

describe('counting traffic', () => {
  it('begins with the last purchase, or with the first of the running term where the plan keeps it', () => {
    const grants = [given(1n), given(2n), given(3n)];
    expect(countTraffic(grants, allowance(false))).to.deep.equal({ from: grants[2], keptBytes: 0n });
    expect(countTraffic(grants, allowance(true))).to.deep.equal({ from: grants[0], keptBytes: 20n });
  });

  it('begins anew after a pause, and keeps nothing over it', () => {
    const grants = [given(1n), given(100n), given(101n)];
    expect(countTraffic(grants, allowance(true))).to.deep.equal({ from: grants[1], keptBytes: 10n });
  });

  it('is not touched by what brings no traffic: days as a present, conversions, what was taken back', () => {
    const grants = [
      given(1n),
      given(2n, { source: 'referral', planVersionId: null }),
      given(3n, { source: 'conversion', months: 0, days: 3 }),
      given(4n, { source: 'import', months: 0, days: 3 }),
      given(5n, { withdrawn: 'all' }),
    ];
    expect(countTraffic(grants, allowance(false)).from).to.equal(grants[0]);
    expect(countTraffic(grants, allowance(true)).keptBytes).to.equal(0n);
  });

  it('is the panel’s own affair where that resets the counter, nothing limits it, or nothing was bought', () => {
    const none = { from: null, keptBytes: 0n };
    expect(countTraffic([given(1n)], allowance(true, { trafficStrategy: 'MONTH' }))).to.deep.equal(none);
    expect(countTraffic([given(1n)], allowance(true, { trafficLimitBytes: 0n }))).to.deep.equal(none);
    expect(countTraffic([], allowance(true))).to.deep.equal(none);
  });
});

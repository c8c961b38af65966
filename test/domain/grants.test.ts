import { expect } from 'chai';
import { accessAt } from '../../src/domain/access.js';
import { fold, nextChange, runningVersions, type Entitlement, type Grant } from '../../src/domain/grants.js';

const at = (iso: string): Date => new Date(iso);
const given = (fields: Partial<Grant>): Grant => ({
  id: 1n,
  months: 0,
  days: 0,
  planVersionId: null,
  extraDevices: 0,
  extraTrafficBytes: 0n,
  grantedAt: at('2026-01-31T12:00:00Z'),
  withdrawn: 0,
  ...fields,
});

describe('what a subscription is owed', () => {
  it('is nothing before the first grant', () => {
    expect(fold([])).to.deep.equal({ end: null, planVersionId: null, extras: [] });
  });

  it('grows from the end of what is left', () => {
    const { end } = fold([given({ days: 10 }), given({ months: 1, grantedAt: at('2026-02-01T00:00:00Z') })]);
    expect(end).to.deep.equal(at('2026-03-10T12:00:00Z'));
  });

  it('starts from the grant when the last term has lapsed', () => {
    const { end } = fold([given({ days: 1 }), given({ days: 2, grantedAt: at('2026-06-01T00:00:00Z') })]);
    expect(end).to.deep.equal(at('2026-06-03T00:00:00Z'));
  });

  it('gives the last day of a month that is too short', () => {
    expect(fold([given({ months: 1 })]).end).to.deep.equal(at('2026-02-28T12:00:00Z'));
    expect(fold([given({ months: 25 })]).end).to.deep.equal(at('2028-02-29T12:00:00Z'));
  });

  it('is shortened by a negative term, but not to before it was given', () => {
    const taken = given({ days: -40, grantedAt: at('2026-02-05T00:00:00Z') });
    expect(fold([given({ days: 10 }), { ...taken, days: -2 }]).end).to.deep.equal(at('2026-02-08T12:00:00Z'));
    expect(fold([given({ days: 10 }), taken]).end).to.deep.equal(at('2026-02-05T00:00:00Z'));
  });

  it('is not changed by a negative term once it has lapsed, or before anything was given', () => {
    const taken = given({ days: -40, grantedAt: at('2026-02-05T00:00:00Z') });
    expect(fold([given({ days: 1 }), taken]).end).to.deep.equal(at('2026-02-01T12:00:00Z'));
    expect(fold([taken]).end).to.equal(null);
  });

  it('takes its plan from the last standing grant that names one', () => {
    const [basic, plus] = [given({ days: 1, planVersionId: 1n }), given({ days: 1, planVersionId: 2n })];
    expect(fold([basic, plus, given({ days: 1 })]).planVersionId).to.equal(2n);
    expect(fold([basic, { ...plus, withdrawn: 'all' }]).planVersionId).to.equal(1n);
  });

  it('keeps the plan that was taken back for time that is left of it, and for no other', () => {
    const [basic, plus] = [given({ days: 1, planVersionId: 1n }), given({ days: 1, planVersionId: 2n })];
    const back = { ...plus, withdrawn: 'all' as const };
    expect(fold([back, given({ days: 5 })])).to.include({ planVersionId: 2n });
    expect(fold([{ ...basic, withdrawn: 'all' }, back, given({ days: 5 })]).planVersionId).to.equal(2n);
    expect(fold([back])).to.deep.equal({ end: null, planVersionId: null, extras: [] });
    expect(fold([back, given({ days: -5 })]).planVersionId).to.equal(null);
    expect(fold([given({ days: 5 })]).planVersionId).to.equal(null);
  });

  it('holds extras to the end of the term in which they were bought', () => {
    const owed = fold([given({ days: 30 }), given({ extraDevices: 2 }), given({ days: 30 })]);
    const end = at('2026-03-02T12:00:00Z');
    expect(owed.extras).to.deep.equal([{ devices: 2, trafficBytes: 0n, until: end }]);
    expect(owed.end).to.deep.equal(at('2026-04-01T12:00:00Z'));
  });

  for (const days of [1.5, Number.NaN, 1e12]) {
    it(`refuses a term of ${days} days`, () => {
      expect(() => fold([given({ days })])).to.throw(RangeError);
    });
  }
});

describe('the next change of what is owed', () => {
  const owed = (end: string | null, ...untils: string[]): Entitlement => ({
    end: end === null ? null : at(end),
    planVersionId: 1n,
    extras: untils.map((until) => ({ devices: 1, trafficBytes: 0n, until: at(until) })),
  });
  const now = at('2026-03-01T00:00:00Z');

  it('is the first end of an extra or of the term that is still to come', () => {
    const extras = ['2026-02-01T00:00:00Z', '2026-03-20T00:00:00Z', '2026-03-10T00:00:00Z'];
    expect(nextChange(owed('2026-04-01T00:00:00Z', ...extras), now)).to.deep.equal(
      at('2026-03-10T00:00:00Z'),
    );
    expect(nextChange(owed('2026-03-05T00:00:00Z', ...extras), now)).to.deep.equal(
      at('2026-03-05T00:00:00Z'),
    );
  });

  it('never comes once everything has ended', () => {
    expect(nextChange(owed(null), now)).to.equal(null);
    expect(nextChange(owed('2026-03-01T00:00:00Z', '2026-02-01T00:00:00Z'), now)).to.equal(null);
  });
});

describe('the plan versions of the running term', () => {
  it('are those given since it last began anew, less what was taken back', () => {
    const versions = runningVersions([
      given({ days: 5, planVersionId: 1n }),
      given({ days: 5, planVersionId: 2n, grantedAt: at('2026-05-01T00:00:00Z') }),
      given({ days: 5, planVersionId: 3n, grantedAt: at('2026-05-02T00:00:00Z') }),
      given({ days: 5, grantedAt: at('2026-05-02T00:00:00Z') }),
      given({ days: 5, planVersionId: 4n, grantedAt: at('2026-05-03T00:00:00Z'), withdrawn: 'all' }),
    ]);
    expect([...versions]).to.deep.equal([2n, 3n]);
  });
});

const holder = { telegramId: 42n, subscriptionId: 7n, number: 1 };
const limits = {
  trafficLimitBytes: 100n,
  trafficStrategy: 'NO_RESET',
  deviceLimit: 3,
  squads: ['a'],
  externalSquad: null,
} as const;
const owed = fold([
  given({ days: 30 }),
  given({ extraDevices: 2, extraTrafficBytes: 50n }),
  given({ days: 30 }),
]);

const name = (fields: Partial<typeof holder> | { telegramId: null }) =>
  accessAt({ ...holder, ...fields }, owed, limits, at('2026-03-01T00:00:00Z')).name;

describe('access', () => {
  it('has the extras until their term ends, and none after', () => {
    const during = accessAt(holder, owed, limits, at('2026-03-01T00:00:00Z'));
    expect(during).to.include({ deviceLimit: 5, trafficLimitBytes: 150n, enabled: true });
    const after = accessAt(holder, owed, limits, at('2026-03-05T00:00:00Z'));
    expect(after).to.include({ deviceLimit: 3, trafficLimitBytes: 100n, enabled: true });
  });

  it('is disabled from the very moment that its term ends', () => {
    const end = at('2026-04-01T12:00:00Z');
    expect(accessAt(holder, owed, limits, new Date(end.getTime() - 1)).enabled).to.equal(true);
    expect(accessAt(holder, owed, limits, end).enabled).to.equal(false);
    expect(accessAt(holder, fold([]), limits, end)).to.include({ enabled: false, expiresAt: null });
  });

  it('that is unlimited stays so, whatever is bought on top', () => {
    const unlimited = { ...limits, trafficLimitBytes: 0n, deviceLimit: 0 };
    const now = at('2026-03-01T00:00:00Z');
    expect(accessAt(holder, owed, unlimited, now)).to.include({ trafficLimitBytes: 0n, deviceLimit: 0 });
    expect(accessAt(holder, owed, { ...limits, deviceLimit: null }, now).deviceLimit).to.equal(null);
  });

  it('goes by the name that the first generation gave, and its number from the second on', () => {
    expect(name({})).to.equal('tg_42');
    expect(name({ number: 2 })).to.equal('tg_42_2');
    expect(name({ telegramId: null })).to.equal('sub_7');
  });
});

import { expect } from 'chai';
import * as fc from 'fast-check';
import { fold, givenDays, nextChange, type Grant } from '../../src/domain/grants.js';
import { money } from '../../src/domain/money.js';
import { withdrawnDays } from '../../src/domain/withdrawal.js';

const dayMs = 86_400_000;
const given = (fields: Partial<Grant>): Grant => ({
  id: 99n,
  months: 0,
  days: 0,
  planVersionId: null,
  extraDevices: 0,
  extraTrafficBytes: 0n,
  grantedAt: new Date('2026-01-31T00:00:00Z'),
  withdrawn: 0,
  ...fields,
});

const grant = fc.record({
  months: fc.integer({ min: 0, max: 36 }),
  days: fc.integer({ min: -60, max: 400 }),
  planVersionId: fc.constantFrom(null, 1n, 2n),
  extraDevices: fc.integer({ min: 0, max: 3 }),
  extraTrafficBytes: fc.constantFrom(0n, 10n ** 9n),
  withdrawn: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 30 }), fc.constant('all' as const)),
  laterMs: fc.integer({ min: 0, max: 90 * dayMs }),
});
/** In the order of ids, each at or after the one before: what the lock and `greatest` see to. */
const history = fc.array(grant, { maxLength: 12 }).map((grants) => {
  let now = Date.UTC(2026, 0, 31);
  return grants.map(({ laterMs, ...fields }, index): Grant => {
    now += laterMs;
    return { id: BigInt(index + 1), ...fields, grantedAt: new Date(now) };
  });
});
const endOf = (grants: readonly Grant[]): number => fold(grants).end?.getTime() ?? 0;
const lastAt = (grants: readonly Grant[]): Date => grants.at(-1)?.grantedAt ?? new Date('2026-01-31');

describe('whatever was granted and withdrawn', () => {
  it('the end is a time, and never a NaN', () => {
    fc.assert(
      fc.property(history, (grants) => Number.isInteger(endOf(grants))),
      { numRuns: 1_000 },
    );
  });

  it('the fold gives the same again, and leaves the grants as they were', () => {
    fc.assert(
      fc.property(history, (grants) => {
        const copy = structuredClone(grants);
        const owed = fold(grants);
        expect(fold(copy)).to.deep.equal(owed);
        expect(grants).to.deep.equal(copy);
      }),
    );
  });

  it('a full refund leaves what there would be without the grant, but for a plan that nothing else names', () => {
    fc.assert(
      fc.property(history, fc.nat(11), (grants, i) => {
        const refunded = grants.map((g, n) => (n === i ? { ...g, withdrawn: 'all' as const } : g));
        const others = grants.toSpliced(i, 1);
        const isNamed = others.some((g) => g.withdrawn !== 'all' && g.planVersionId !== null);
        const [left, without] = [fold(refunded), fold(others)];
        expect(left).to.deep.equal(isNamed ? without : { ...without, planVersionId: left.planVersionId });
      }),
    );
  });

  it('time that is left has a plan, if one was ever named; where nothing is left, only what stands names one', () => {
    fc.assert(
      fc.property(history, (grants) => {
        const { end, planVersionId } = fold(grants);
        const names = (some: readonly Grant[]) => some.some((g) => g.planVersionId !== null);
        const standing = grants.filter(({ withdrawn }) => withdrawn !== 'all');
        expect(planVersionId !== null).to.equal(names(end === null ? standing : grants));
      }),
      { numRuns: 1_000 },
    );
  });

  it('a partial refund takes its days from the grant that it is of, and no more', () => {
    const some = fc.integer({ min: 1, max: 200 });
    fc.assert(
      fc.property(history, some, some, (grants, days, taken) => {
        const last = given({ days: days + taken, grantedAt: lastAt(grants) });
        const [whole, part] = [endOf([...grants, last]), endOf([...grants, { ...last, withdrawn: taken }])];
        expect(whole - part).to.equal(taken * dayMs);
      }),
    );
  });

  it('a partial refund takes of the days that the purchase gave no larger part than of its price', () => {
    const parts = fc.tuple(fc.bigInt(1n, 10_000n), fc.bigInt(0n, 10_000n));
    fc.assert(
      fc.property(history, grant, parts, fc.nat(11), (grants, bought, [soFar, kept], n) => {
        const of = given({ ...bought, days: Math.abs(bought.days), withdrawn: 0, grantedAt: lastAt(grants) });
        const days = givenDays([...grants, of], of);
        const price = money(soFar + kept, 'RUB');
        const taken = withdrawnDays(days, price, money(soFar, 'RUB'), 0);
        const until = (all: readonly Grant[]): number => Math.max(endOf(all), of.grantedAt.getTime());
        const [start, whole] = [until(grants), until([...grants, of])];
        const left = until([...grants, { ...of, withdrawn: taken }]);

        expect([whole - start, whole - left]).to.deep.equal([days * dayMs, taken * dayMs]);
        expect(BigInt(taken) * price.minor <= BigInt(days) * soFar).to.equal(true);
        // What stood before it goes back later: then its months are others, and perhaps shorter.
        const fewer = grants.toSpliced(n, 1);
        expect(until([...fewer, { ...of, withdrawn: taken }])).to.be.at.least(until(fewer));
      }),
      { numRuns: 1_000 },
    );
  });

  it('a refund never lengthens', () => {
    fc.assert(
      fc.property(history, fc.nat(11), (grants, i) => {
        const paid = grants.map((g, n) => (n === i ? { ...g, days: Math.abs(g.days), withdrawn: 0 } : g));
        const refunded = paid.map((g, n) => (n === i ? { ...g, withdrawn: 'all' as const } : g));
        expect(endOf(refunded)).to.be.at.most(endOf(paid));
      }),
    );
  });

  it('time is never lost: one more grant of days adds exactly them to what is left', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 400 }), (grants, days) => {
        const more = given({ days, grantedAt: lastAt(grants) });
        const start = Math.max(endOf(grants), more.grantedAt.getTime());
        expect(endOf([...grants, more])).to.equal(start + days * dayMs);
      }),
    );
  });

  it('a negative term never moves the end before the grant, revives what has lapsed or lengthens', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: -400, max: -1 }), (grants, days) => {
        const less = given({ days, grantedAt: lastAt(grants) });
        const [before, after] = [endOf(grants), endOf([...grants, less])];
        expect(after).to.be.at.most(before);
        if (before <= less.grantedAt.getTime()) expect(after).to.equal(before);
        else expect(after).to.equal(Math.max(less.grantedAt.getTime(), before + days * dayMs));
      }),
    );
  });

  it('no extra outlives the end of what was owed when it was bought', () => {
    fc.assert(
      fc.property(history, (grants) => {
        const longest = Math.max(0, ...grants.map((_, n) => endOf(grants.slice(0, n + 1))));
        for (const { until } of fold(grants).extras) expect(until.getTime()).to.be.at.most(longest);
      }),
    );
  });

  it('the next change is in the future, and nothing changes before it', () => {
    fc.assert(
      fc.property(history, fc.nat(2_000), (grants, days) => {
        const owed = fold(grants);
        const now = new Date(Date.UTC(2026, 0, 31) + days * dayMs);
        const times = [owed.end, ...owed.extras.map(({ until }) => until)].map(
          (each) => each?.getTime() ?? 0,
        );
        const next = nextChange(owed, now)?.getTime() ?? Infinity;
        expect(next).to.be.greaterThan(now.getTime());
        expect(times.filter((time) => time > now.getTime() && time < next)).to.deep.equal([]);
        if (next !== Infinity) expect(times).to.include(next);
        else expect(times.every((time) => time <= now.getTime())).to.equal(true);
      }),
    );
  });
});

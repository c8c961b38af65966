import { expect } from 'chai';
import * as fc from 'fast-check';
import { conversion, conversionDays, type Version } from '../../src/domain/conversion.js';
import { fold, type Grant } from '../../src/domain/grants.js';
import { money, type Currency } from '../../src/domain/money.js';
import { addTerm, dayMs } from '../../src/domain/term.js';
import { catalogue, catalogueOf, purchases, type Purchase } from './catalogue.js';

const at = (iso: string): Date => new Date(iso);
const now = at('2026-03-01T00:00:00Z');
const inDays = (days: number): Date => new Date(now.getTime() + days * dayMs);
const left = (days: number) => ({ end: inDays(days), at: now });
const priced = (minor: bigint | null, months: number, days = 0, currency: Currency = 'RUB') => ({
  price: minor === null ? null : money(minor, currency),
  term: { months, days },
});

describe('what is left of another plan', () => {
  const basic = priced(300_00n, 1);

  it('is worth fewer days of a dearer plan', () => {
    expect(conversionDays(left(10), basic, priced(600_00n, 1))).to.equal(-5);
    expect(conversionDays(left(20), basic, priced(400_00n, 1))).to.equal(-5);
  });

  it('is worth more days of a cheaper plan', () => {
    expect(conversionDays(left(10), basic, priced(150_00n, 1))).to.equal(10);
  });

  it('is compared by the price of a day, a month being 30 of them', () => {
    expect(conversionDays(left(10), basic, priced(3_600_00n, 12))).to.equal(0);
    expect(conversionDays(left(10), basic, priced(100_00n, 0, 5))).to.equal(-5);
  });

  it('loses its begun day rather than gives one away', () => {
    expect(conversionDays(left(0.5), basic, priced(600_00n, 1))).to.equal(-1);
    expect(conversionDays(left(0.9), basic, priced(100_00n, 1))).to.equal(0);
  });

  it('stays as it is where a plan has no price, or the currencies differ', () => {
    expect(conversionDays(left(10), priced(null, 0, 3), basic)).to.equal(0);
    expect(conversionDays(left(10), basic, priced(null, 0, 3))).to.equal(0);
    expect(conversionDays(left(10), basic, priced(600_00n, 1, 0, 'USD'))).to.equal(0);
  });

  it('is nothing once it has ended, or never began', () => {
    expect(conversionDays(left(0), basic, priced(150_00n, 1))).to.equal(0);
    expect(conversionDays(left(-3), basic, priced(150_00n, 1))).to.equal(0);
    expect(conversionDays({ end: null, at: now }, basic, priced(150_00n, 1))).to.equal(0);
  });
});

const version = (id: bigint, planId: bigint, minor: bigint | null, months: number, days = 0): Version => ({
  id,
  planId,
  priced: priced(minor, months, days),
});
const grantOf = (id: bigint, { id: planVersionId, priced: { term } }: Version, grantedAt: Date): Grant => ({
  id,
  ...term,
  planVersionId,
  extraDevices: 0,
  extraTrafficBytes: 0n,
  grantedAt,
  withdrawn: 0,
});

describe('a change of plan', () => {
  const year = version(1n, 1n, 1_200_00n, 0, 360);
  const month = version(2n, 1n, 300_00n, 0, 30);
  const plus = version(3n, 2n, 600_00n, 0, 30);
  const trial = version(4n, 3n, null, 0, 3);
  const all = [year, month, plus, trial];

  it('converts nothing within one plan, from a trial, or after the term', () => {
    expect(conversion([grantOf(1n, month, now)], all, year, now)).to.equal(0);
    expect(conversion([grantOf(1n, trial, now)], all, plus, now)).to.equal(0);
    expect(conversion([grantOf(1n, month, now)], all, plus, inDays(30))).to.equal(0);
    expect(conversion([], all, plus, now)).to.equal(0);
  });

  it('converts what is left by the prices at which it was sold', () => {
    expect(conversion([grantOf(1n, month, now)], all, plus, now)).to.equal(-15);
    expect(conversion([grantOf(1n, year, now)], all, plus, now)).to.equal(60 - 360);
  });

  it("counts a year's cheap days as such, though a dear month was bought after it", () => {
    const grants = [grantOf(1n, year, now), grantOf(2n, month, now)];
    expect(conversion(grants, all, plus, now)).to.equal(65 - 390);
  });
});

/** A shop's buyer: what each purchase appends, as the effect does it. */
function buy(versions: readonly Version[], bought: readonly Purchase[]) {
  const grants: Grant[] = [];
  let time = now.getTime();
  let paid = 0n;
  for (const { version: index, laterMs } of bought) {
    const to = versions[index % versions.length]!;
    const grantedAt = new Date((time += laterMs));
    const days = conversion(grants, versions, to, grantedAt);
    const id = BigInt(grants.length + 1);
    if (days !== 0) grants.push({ ...grantOf(id, to, grantedAt), months: 0, days });
    grants.push(grantOf(id + 1n, to, grantedAt));
    paid += to.priced.price?.minor ?? 0n;
  }
  return { grants, paid, time };
}

/** The least that a day of the plan costs which one ends up with: time and money in one unit, without division. */
const cheapestDay = (versions: readonly Version[], planVersionId: bigint | null) => {
  const planId = versions.find(({ id }) => id === planVersionId)!.planId;
  return versions
    .filter((each) => each.planId === planId)
    .map(({ priced: { price: cost, term } }) => ({
      minor: cost!.minor,
      days: BigInt(term.months * 30 + term.days),
    }))
    .reduce((a, b) => (b.minor * a.days < a.minor * b.days ? b : a));
};
const worth = (versions: readonly Version[], grants: readonly Grant[], time: number) => {
  const { end, planVersionId } = fold(grants);
  const restMs = BigInt(Math.max(0, end!.getTime() - time));
  return { restMs, ...cheapestDay(versions, planVersionId) };
};

describe('no sequence of purchases and changes of plan', () => {
  it('leaves time that is worth more than the money, terms being days', () => {
    fc.assert(
      fc.property(catalogue, purchases, (versions, bought) => {
        const { grants, paid, time } = buy(versions, bought);
        const { restMs, minor, days } = worth(versions, grants, time);
        expect(restMs * minor <= paid * days * BigInt(dayMs)).to.equal(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('nor, terms being months, more than a long month is longer than thirty days', () => {
    const term = fc.integer({ min: 1, max: 24 }).map((months) => ({ months, days: 0 }));
    fc.assert(
      fc.property(catalogueOf(term), purchases, (versions, bought) => {
        const { grants, paid, time } = buy(versions, bought);
        const { restMs, minor, days } = worth(versions, grants, time);
        expect(restMs * minor * 30n <= paid * days * BigInt(dayMs) * 31n).to.equal(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('takes time from whoever stays with one plan', () => {
    fc.assert(
      fc.property(purchases, (bought) => {
        const one = version(1n, 1n, 300_00n, 1);
        const { grants } = buy([one], bought);
        const end = grants.reduce<Date>(
          (until, { grantedAt }) => addTerm(until > grantedAt ? until : grantedAt, one.priced.term),
          new Date(0),
        );
        expect(fold(grants).end).to.deep.equal(end);
      }),
    );
  });
});

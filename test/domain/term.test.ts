import { expect } from 'chai';
import * as fc from 'fast-check';
import { addTerm, dayMs, daysLeft } from '../../src/domain/term.js';

const at = (iso: string): Date => new Date(iso);
const monthOf = (date: Date): number => date.getUTCFullYear() * 12 + date.getUTCMonth();
const anyDate = fc.date({ min: at('2000-01-01'), max: at('2100-01-01'), noInvalidDate: true });

describe('a term', () => {
  for (const [from, months, to] of [
    ['2026-01-31T12:00:00Z', 1, '2026-02-28T12:00:00Z'],
    ['2028-01-31T12:00:00Z', 1, '2028-02-29T12:00:00Z'],
    ['2026-12-31T23:59:59Z', 2, '2027-02-28T23:59:59Z'],
    ['2028-02-29T00:00:00Z', 12, '2029-02-28T00:00:00Z'],
    ['2026-03-31T00:00:00Z', -1, '2026-02-28T00:00:00Z'],
    ['2026-01-15T00:00:00Z', -13, '2024-12-15T00:00:00Z'],
  ] as const) {
    it(`of ${months} months from ${from.slice(0, 10)} ends on ${to.slice(0, 10)}`, () => {
      expect(addTerm(at(from), { months, days: 0 })).to.deep.equal(at(to));
    });
  }

  it('counts its months first, and then its days of 24 hours', () => {
    const end = addTerm(at('2026-01-31T12:00:00Z'), { months: 1, days: 2 });
    expect(end).to.deep.equal(at('2026-03-02T12:00:00Z'));
  });

  it('counts in UTC, whatever the clocks do', () => {
    const end = addTerm(at('2026-03-29T00:30:00Z'), { months: 0, days: 1 });
    expect(end).to.deep.equal(at('2026-03-30T00:30:00Z'));
  });

  it('leaves its start as it was', () => {
    const start = at('2026-01-31T12:00:00Z');
    addTerm(start, { months: 1, days: 1 });
    expect(start).to.deep.equal(at('2026-01-31T12:00:00Z'));
  });

  it('of months never skips one, and keeps the time of day', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: -60, max: 60 }), (start, months) => {
        const end = addTerm(start, { months, days: 0 });
        expect(monthOf(end) - monthOf(start)).to.equal(months);
        expect(end.getUTCDate()).to.be.at.most(start.getUTCDate());
        expect(end.getTime() % dayMs).to.equal(start.getTime() % dayMs);
      }),
    );
  });

  for (const term of [
    { months: 0.5, days: 0 },
    { months: 0, days: Number.NaN },
    { months: 0, days: 1e12 },
    { months: 1e9, days: 0 },
  ]) {
    it(`of ${term.months} months and ${term.days} days is refused`, () => {
      expect(() => addTerm(at('2026-01-01'), term)).to.throw(RangeError);
    });
  }
});

describe('days that are left', () => {
  const now = at('2026-03-01T00:00:00Z');
  for (const [end, left] of [
    [null, 0],
    ['2026-02-01T00:00:00Z', 0],
    ['2026-03-01T00:00:00Z', 0],
    ['2026-03-01T00:00:01Z', 1],
    ['2026-03-02T00:00:00Z', 1],
    ['2026-03-31T12:00:00Z', 31],
  ] as const) {
    it(`until ${end} are ${left}`, () => {
      expect(daysLeft(end === null ? null : at(end), now)).to.equal(left);
    });
  }
});

import { expect } from 'chai';
import * as fc from 'fast-check';
import { conversion, type Version } from '../../src/domain/conversion.js';
import { fold, type Grant } from '../../src/domain/grants.js';
import { money } from '../../src/domain/money.js';
import { dayMs } from '../../src/domain/term.js';
import { catalogue, purchases, type Purchase } from './catalogue.js';

const start = Date.UTC(2026, 2, 1);

/** Whoever began with a trial of a plan that is sold, if of any days, and then bought this. */
function live(sold: readonly Version[], days: number, bought: readonly Purchase[]) {
  let time = start;
  let paid = 0n;
  const grants: (Grant & { dayByDay: boolean })[] = [];
  const give = ({ id: planVersionId }: Version, given: number, dayByDay: boolean): void => {
    const id = BigInt(grants.length + 1);
    const none = { months: 0, extraDevices: 0, extraTrafficBytes: 0n, withdrawn: 0 } as const;
    grants.push({ ...none, id, planVersionId, days: given, grantedAt: new Date(time), dayByDay });
  };
  if (days > 0) give(sold[0]!, days, true);
  for (const { version, laterMs } of bought) {
    time += laterMs;
    const to = sold[version % sold.length]!;
    const converted = conversion(grants, sold, to, new Date(time));
    if (converted !== 0) give(to, converted, false);
    give(to, to.priced.term.days, false);
    paid += to.priced.price!.minor;
  }
  return { end: fold(grants).end!.getTime(), time, paid };
}

const trials = fc.integer({ min: 1, max: 30 });

describe('a trial of a plan that is sold', () => {
  it('is lengthened by each purchase while it runs, and never shortened', () => {
    fc.assert(
      fc.property(catalogue, trials, fc.nat(5), (sold, days, version) => {
        const to = sold[version % sold.length]!;
        const { end } = live(sold, days, [{ version, laterMs: dayMs / 2 }]);
        expect(end).to.equal(start + (days + to.priced.term.days) * dayMs);
      }),
    );
  });

  it('leaves no time beside its own days that is worth more than the money', () => {
    fc.assert(
      fc.property(catalogue, trials, purchases, (sold, days, bought) => {
        const { end, time, paid } = live(sold, days, bought);
        const restMs = end - Math.max(time, start + days * dayMs);
        const last = sold[bought.at(-1)!.version % sold.length]!;
        // At the least that a day of the plan costs which one ends up with.
        const isWorthNoMore = sold
          .filter(({ planId }) => planId === last.planId)
          .some(({ priced: { price, term } }) => {
            return BigInt(restMs) * price!.minor <= paid * BigInt(term.days) * BigInt(dayMs);
          });
        expect(isWorthNoMore).to.equal(true);
      }),
      { numRuns: 1_000, seed: 20_261_127 },
    );
  });

  it('does not keep the cheap days of a plan that was left with nothing in between', () => {
    const one = (id: bigint, planId: bigint, minor: bigint, days: number): Version => ({
      id,
      planId,
      priced: { price: money(minor, 'RUB'), term: { months: 0, days } },
    });
    const sold = [one(1n, 3n, 100n, 1), one(2n, 1n, 100n, 2), one(3n, 2n, 101n, 1), one(4n, 1n, 100n, 1)];
    const bought = [1, 2, 3, 2, 3].map((version) => ({ version, laterMs: 0 }));
    expect(live(sold, 0, bought).end).to.equal(start + 3 * dayMs);
    expect(live(sold, 1, bought).end).to.equal(start + 4 * dayMs);
  });

  it('never leaves less time than the same purchases without it', () => {
    fc.assert(
      fc.property(
        catalogue,
        trials,
        fc.array(fc.nat(5), { minLength: 1, maxLength: 6 }),
        (sold, days, at) => {
          const bought = at.map((version) => ({ version, laterMs: 0 }));
          const alone = live(sold.slice(), 0, bought);
          const after = live(sold, days, bought);
          expect(after.end).to.be.at.least(start + days * dayMs);
          if (bought.every(({ version }) => sold[version % sold.length]!.planId !== sold[0]!.planId))
            expect(after.end).to.equal(alone.end + days * dayMs);
        },
      ),
    );
  });
});

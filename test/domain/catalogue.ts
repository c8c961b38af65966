import * as fc from 'fast-check';
import type { Version } from '../../src/domain/conversion.js';
import { money } from '../../src/domain/money.js';
import { dayMs, type Term } from '../../src/domain/term.js';

const price = fc.bigInt({ min: 1_00n, max: 10_000_00n });

/** Versions of up to three plans, at any price and for such terms. */
export const catalogueOf = (term: fc.Arbitrary<Term>): fc.Arbitrary<Version[]> =>
  fc
    .array(fc.record({ planId: fc.constantFrom(1n, 2n, 3n), price, term }), { minLength: 2, maxLength: 6 })
    .map((rows) =>
      rows.map((row, index) => ({
        id: BigInt(index + 1),
        planId: row.planId,
        priced: { price: money(row.price, 'RUB'), term: row.term },
      })),
    );

/** Terms that are days: none is longer than another of its name. */
export const catalogue = catalogueOf(fc.integer({ min: 1, max: 400 }).map((days) => ({ months: 0, days })));

/** What one buyer takes of a catalogue, and how much later than before. */
export interface Purchase {
  readonly version: number;
  readonly laterMs: number;
}
export const purchases: fc.Arbitrary<Purchase[]> = fc.array(
  fc.record({
    version: fc.nat(5),
    laterMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40 * dayMs })),
  }),
  { minLength: 1, maxLength: 10 },
);

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @throws {RangeError} for no values: a figure of nothing is none */
export function spread(values: readonly number[]): Spread {
  const sorted = ascending(values);
  const [middle, before] = [Math.floor(sorted.length / 2), Math.ceil(sorted.length / 2) - 1];
  return { median: (sorted[middle]! + sorted[before]!) / 2, min: sorted[0]!, max: sorted.at(-1)! };
}

export const median = (values: readonly number[]): number => spread(values).median;

/** The smallest value that at least `percent` of all do not exceed. @throws {RangeError} for no values */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = ascending(values);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]!;
}

/** A typed array sorts by number, and is several times faster. */
function ascending(values: readonly number[]): Float64Array {
  if (values.length === 0) throw new RangeError('nothing was measured');
  return Float64Array.from(values).toSorted();
}

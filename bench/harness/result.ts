import { spread, type Spread } from './stats.js';

/** One line of the table: a round, and what was measured in it, in the order of the columns. */
export type Row = readonly (string | number)[];

export interface Goal {
  /** What it asks: "ratio at least 0.85". */
  readonly says: string;
  readonly met: boolean;
}

/** What a bench found. */
export interface Result {
  readonly name: string;
  /** What was measured beside what, in a sentence. */
  readonly about: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** More to know, a sentence each. */
  readonly notes: readonly string[];
  readonly goals: readonly Goal[];
  readonly figures: Figures;
}

/** The fields of the last line. What is not measured is null. */
export interface Figures {
  readonly value: number;
  readonly unit: string;
  /** The bare counterpart, measured in the same run. */
  readonly limit: number;
  readonly ratio: Spread;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly rssMib: number | null;
  /** Fields of this bench alone, as they are called in the line. */
  readonly more?: Readonly<Record<string, number>>;
}

/** Value, limit and ratio of rounds that measured a rate on both sides. The ratio is the median of the rounds' own. */
export function compare(rounds: readonly { readonly ours: number; readonly bare: number }[]) {
  return {
    value: spread(rounds.map(({ ours }) => ours)).median,
    limit: spread(rounds.map(({ bare }) => bare)).median,
    ratio: spread(rounds.map(({ ours, bare }) => ours / bare)),
  };
}

/** The last line, by which runs are compared over time. */
export function toLine({ name, figures }: Result, now: Date): Record<string, string | number | null> {
  const { value, unit, limit, ratio, p50Ms, p99Ms, rssMib, more = {} } = figures;
  const rounded = Object.entries(more).map(([field, figure]) => [field, round(figure)] as const);
  return {
    name,
    value: round(value),
    unit,
    limit: round(limit),
    ratio: round(ratio.median),
    ratio_min: round(ratio.min),
    ratio_max: round(ratio.max),
    p50_ms: p50Ms === null ? null : round(p50Ms),
    p99_ms: p99Ms === null ? null : round(p99Ms),
    rss_mib: rssMib === null ? null : round(rssMib),
    ...Object.fromEntries(rounded),
    date: now.toISOString(),
  };
}

/** Three digits are more than any of these figures is worth. */
export const round = (value: number): number =>
  value >= 100 ? Math.round(value) : Number(value.toPrecision(3));

import { coverageRules, type Covering } from './coverage.js';
import type { PipelineResult } from './pipeline.js';

export interface Reported extends Covering {
  readonly name: string;
}

/** A table for people, and one line of JSON for machines; answers how many violations there are. */
export function report(result: PipelineResult, { name, ...covering }: Reported): number {
  const { options, allPoints } = covering;
  const { struck, points, pauses, deliveries, births, purchases, figures } = result;
  const deaths = [...points.values()].reduce((sum, count) => sum + count, 0);
  const ordered = Object.entries(struck).filter(([what]) => !what.startsWith('buyers:'));
  const faults = deaths + ordered.reduce((sum, [, count]) => sum + count, 0);
  const kills =
    deaths +
    ordered.reduce((sum, [what, count]) => sum + (/kill|crash|overtaken|backend/.test(what) ? count : 0), 0);
  const rules = { ...result.rules, ...coverageRules({ ...result, kills }, covering) };
  const violations = Object.values(rules).reduce((sum, found) => sum + found.length, 0);

  table(
    'people',
    Object.entries(struck).filter(([what]) => what.startsWith('buyers:')),
  );
  table('notices of payments', Object.entries(deliveries));
  if (figures) table('what became of the money', Object.entries(figures));
  table('what broke', ordered);
  table(
    'where processes died',
    allPoints.map((point) => [point, points.get(point) ?? 0]),
  );
  if (options.pauses) table('where processes stopped to think', Object.entries(pauses));
  table(
    'rules',
    Object.entries(rules).map(([rule, { length }]) => [
      rule,
      length === 0 ? 'holds' : `${length} violations`,
    ]),
  );
  for (const [rule, found] of Object.entries(rules)) {
    for (const each of found.slice(0, 5)) console.log(`  VIOLATED ${rule}: ${each}`);
  }
  const { repeats, late, strangers, acknowledged, loadMs, settlingMs } = result;
  const line = {
    name,
    seed: options.seed,
    trials: purchases,
    faults,
    violations,
    kills,
    births,
    purchases,
    repeats,
    repeats_shown_late: late,
    forged_refused: strangers,
    acknowledged,
    load_s: Math.round(loadMs / 1_000),
    settling_s: Math.round(settlingMs / 1_000),
    points: Object.fromEntries(points),
    ...(options.pauses && { pauses }),
    struck: Object.fromEntries(ordered),
    deliveries,
    ...(figures && { figures }),
    found: Object.fromEntries(
      Object.entries(rules).flatMap(([rule, { length }]) => (length > 0 ? [[rule, length]] : [])),
    ),
    date: new Date().toISOString(),
  };
  console.log(JSON.stringify(line));
  return violations;
}

function table(title: string, rows: readonly (readonly [string, number | string])[]): void {
  console.log(`\n${title}`);
  for (const [what, value] of rows) console.log(`  ${what.padEnd(64)} ${value}`);
}

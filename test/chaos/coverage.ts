import type { Found } from './invariants.js';
import { overtaken } from './overtake.js';
import type { PipelineResult } from './pipeline.js';
import { isChosen, type Point } from './points.js';
import type { RunOptions } from './run.js';

/** Of ten purchases: a thousand in the main job, and a hundred deaths. */
const purchasesPerKill = 10;

/** With fewer purchases a notice cannot have travelled in every way. */
const fewest = 30;

export interface Covering {
  readonly options: RunOptions;
  readonly short: boolean;
  /** Where processes may have died. */
  readonly allPoints: readonly Point[];
}

/** That a run did what it is for: whatever did not happen, nothing was proven of. */
export function coverageRules(
  {
    struck,
    unmet,
    points,
    pauses,
    owing,
    kills,
  }: Pick<PipelineResult, 'struck' | 'unmet' | 'points' | 'pauses' | 'owing'> & { kills: number },
  { options, short, allPoints }: Covering,
): Record<string, Found> {
  const { faults, crashes, deaths, purchases, wants, steps, untilFirst } = options;
  if (untilFirst) return {};
  const isWhole = wants.length === 0 && purchases >= fewest;
  const isFull = !short && crashes && faults.length > 0 && steps.length === 0;
  const leastKills = Math.floor(purchases / purchasesPerKill);
  return {
    'everything broke at least once': [
      // In a short run what broke once may have met nobody.
      ...faults.filter((name) => (struck[name] ?? 0) < 1 || (isFull && unmet.includes(name))),
      ...(isOvertakenForSure(options, short) && !struck[overtaken] ? [overtaken] : []),
      ...(options.pauses && purchases >= fewest ? unpaused(pauses, isWhole && !short) : []),
    ],
    ...(isWhole && {
      'everything happened at least once': Object.keys(owing).filter((what) => owing[what] === 0),
    }),
    ...(isFull && {
      'enough died': kills < leastKills ? [`${kills} kills, of ${leastKills}`] : [],
    }),
    ...(!short &&
      crashes && {
        'each point was where a process died': missed(points, allPoints.filter(isChosen(steps)), deaths),
      }),
  };
}

/** A short run tries it once: whatever else breaks meanwhile may keep the call from being made in time. */
const isOvertakenForSure = ({ overtakes, faults, crashes }: RunOptions, short: boolean): boolean =>
  overtakes > 0 && (!short || (faults.length === 0 && !crashes));

/** Steps before which nobody stopped to think; a few people may pass some of them all without. */
function unpaused(pauses: PipelineResult['pauses'], each: boolean): string[] {
  const never = Object.keys(pauses).filter((step) => pauses[step] === 0);
  return each || never.length === Object.keys(pauses).length
    ? never.map((step) => `pause before ${step}`)
    : [];
}

const missed = (points: ReadonlyMap<string, number>, all: readonly Point[], deaths: number): string[] =>
  all
    .filter((point) => (points.get(point) ?? 0) < deaths)
    .map((point) => `${point}: ${points.get(point) ?? 0}`);

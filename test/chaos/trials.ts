import { controlsOf, scriptOf, type Mutant, type Script } from './mutants.js';
import { judgeControl, judgeMutant, type Ended, type Verdict } from './verdicts.js';

/** Runs a script in a copy of the sources: one in which a rule is broken, or as they are. */
export type RunIn = (script: Script, mutant?: Mutant) => Promise<Ended>;

/** Who hears of each verdict as it falls. */
export interface Hearing {
  control(script: Script, verdict: Verdict): void;
  mutant(mutant: Mutant, verdict: Verdict): void;
}

export interface Trials {
  /** How many runs of the sources as they are were clean; after one that is not, no mutant is judged. */
  readonly clean: number;
  readonly spoilt: number;
  readonly judged: number;
  /** Names of mutants that nobody caught. */
  readonly missed: readonly string[];
}

/**
 * Whatever shall catch a mutant runs on the sources as they are first, with the same seed and flags: a stall of the
 * machine would count as caught, and so would a fault that is there without the mutant.
 */
export async function tryMutants(
  chosen: readonly Mutant[],
  seed: number,
  runIn: RunIn,
  hear: Hearing,
): Promise<Trials> {
  let clean = 0;
  for (const script of controlsOf(chosen, seed)) {
    const verdict = judgeControl(script, await runIn(script));
    hear.control(script, verdict);
    if (!verdict.isWell) return { clean, spoilt: 1, judged: 0, missed: [] };
    clean += 1;
  }
  const missed: string[] = [];
  for (const mutant of chosen) {
    const script = scriptOf(mutant, seed);
    const verdict = judgeMutant(script, await runIn(script, mutant), mutant.caughtBy);
    hear.mutant(mutant, verdict);
    if (!verdict.isWell) missed.push(mutant.name);
  }
  return { clean, spoilt: 0, judged: chosen.length, missed };
}

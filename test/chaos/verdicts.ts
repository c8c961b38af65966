import { z } from 'zod';
import type { Script } from './mutants.js';

/** What a script printed, and its exit code. */
export interface Ended {
  readonly code: number;
  readonly output: string;
}

/** Whether it is as it must be: caught, or clean; and by what, or why not. */
export interface Verdict {
  readonly isWell: boolean;
  readonly why: string;
}

const Line = z.object({
  found: z.record(z.string(), z.number()),
  load_s: z.number(),
  settling_s: z.number(),
});

/** A mutant must be caught, and by what it names. */
export function judgeMutant([script]: Script, { output }: Ended, caughtBy: readonly string[]): Verdict {
  if (script === 'chaos') {
    const { found, why } = judgeRun(output);
    return { isWell: caughtBy.some((rule) => found?.includes(rule)), why };
  }
  const failing = output.slice(output.search(/\d+ failing/));
  const words = caughtBy.find((each) => failing.includes(each));
  if (numbersOf(output).failed > 0 && words !== undefined)
    return { isWell: true, why: `the test "…${words}…" fails` };
  return { isWell: false, why: endOf(output) };
}

/** The sources as they are must be clean. */
export function judgeControl([script]: Script, { code, output }: Ended): Verdict {
  if (script === 'chaos') {
    const { found, why } = judgeRun(output);
    return { isWell: code === 0 && found?.length === 0, why };
  }
  const { passed, failed } = numbersOf(output);
  const isWell = code === 0 && passed > 0 && failed === 0;
  return { isWell, why: isWell ? `${passed} tests pass` : endOf(output) };
}

/** Which rules were violated; none known where the run itself failed. */
function judgeRun(output: string): { readonly found?: readonly string[]; readonly why: string } {
  const last = output.split('\n').findLast((text) => text.startsWith('{'));
  if (last === undefined) return { why: `the run itself failed:\n${endOf(output)}` };
  const { found, load_s: load, settling_s: settling } = Line.parse(JSON.parse(last));
  const violations = Object.entries(found).map(([rule, count]) => `${rule}: ${count}`);
  const what = violations.length === 0 ? 'nothing was violated' : violations.join('; ');
  return { found: Object.keys(found), why: `${what} (${load} s of load, ${settling} s of settling)` };
}

function numbersOf(output: string): { readonly passed: number; readonly failed: number } {
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/m.exec(output) ?? [];
  return { passed: Number(passed), failed: Number(failed) };
}

const endOf = (output: string): string => output.trim().split('\n').slice(-15).join('\n');

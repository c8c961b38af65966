import { join } from 'node:path';
import { z } from 'zod';
import { filesUnder } from '../build/files.js';
import { runStep } from '../build/step.js';
import { projectDir } from '../services/state.js';

const Cruise = z.object({
  modules: z.array(z.object({ source: z.string() })),
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

/** Imports that break a rule of .dependency-cruiser.js, and a cruise that saw less than there is. */
export async function brokenRules(): Promise<string[]> {
  const depcruise = join(projectDir, 'node_modules/.bin/depcruise');
  const { output } = await runStep(depcruise, [
    'dist/src',
    '--config',
    '.dependency-cruiser.js',
    '--output-type',
    'json',
  ]);
  const { modules, summary } = Cruise.parse(parsed(output));
  const broken = summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
  const files = filesUnder(projectDir, 'src').filter((file) => file.endsWith('.ts')).length;
  const cruised = modules.filter(({ source }) => source.startsWith('dist/src/')).length;
  // Fed something it cannot read, the tool reports "no violations" about nothing.
  return cruised >= files ? broken : [...broken, `only ${cruised} of ${files} modules were cruised`];
}

function parsed(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    throw new Error(`depcruise did not answer in JSON: ${output.slice(0, 2_000)}`);
  }
}

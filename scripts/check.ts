import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build/build.js';
import { runStep, type StepResult } from './build/step.js';
import { brokenHabits } from './check/habits.js';
import { brokenRules } from './check/rules.js';
import { projectDir } from './services/state.js';
import { reasonOf } from './services/unavailable.js';

if (process.argv.length > 2) {
  console.error('npm run check takes nothing more: it checks everything.');
  process.exit(64);
}

const bin = (name: string) => join(projectDir, 'node_modules/.bin', name);
const linted = ['src', 'migrations', 'seeds', 'test', 'scripts', 'bench'].filter((folder) =>
  existsSync(join(projectDir, folder)),
);

const failures = [
  ...(await together([
    ['habits', async () => found(brokenHabits())],
    ['types', types],
    ['format', () => runStep(bin('prettier'), ['--check', '--log-level', 'warn', '.'])],
    ['lint', () => runStep(bin('oxlint'), ['--type-aware', '--format', 'unix', ...linted])],
    ['settings in step with the docs', settings],
  ])),
  // Judged on what the compiler made: type-only imports are gone there, and TypeScript 7 shows its sources to nobody.
  ...(await together([['dependency rules', async () => found(await brokenRules())]])),
];

for (const { name, output } of failures) console.error(`\n── ${name}\n${output}`);
console.log(failures.length === 0 ? 'check: all is well' : `check: ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;

type Step = readonly [name: string, run: () => Promise<StepResult>];

async function together(steps: readonly Step[]): Promise<{ name: string; output: string }[]> {
  const done = await Promise.all(
    steps.map(async ([name, run]) => {
      const startedAt = Date.now();
      const { ok, output } = await run().catch((error: unknown) => ({ ok: false, output: reasonOf(error) }));
      const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
      console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
      return { name, ok, output };
    }),
  );
  return done.filter(({ ok }) => !ok);
}

async function types(): Promise<StepResult> {
  await build();
  return { ok: true, output: '' };
}

async function settings(): Promise<StepResult> {
  const script = 'scripts/env-example.ts';
  if (!existsSync(join(projectDir, script))) return { ok: true, output: '' };
  return runStep(process.execPath, ['--import', 'tsx', script, '--check']);
}

function found(faults: readonly string[]): StepResult {
  return { ok: faults.length === 0, output: faults.join('\n') };
}

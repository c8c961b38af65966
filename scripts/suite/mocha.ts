import { join } from 'node:path';
import { runChild } from '../run/child.js';
import { openSite, type Site } from '../run/site.js';
import { projectDir } from '../services/state.js';

const guardMs = 20 * 60_000;

/**
 * Runs mocha with the settings of .mocharc.json and passes on what it prints. The closing line "N passed, N failed"
 * is printed here where mocha got no further than loading the files, or was stopped. Returns the exit code.
 */
export async function runMocha(
  site: Site,
  args: readonly string[],
  env: Record<string, string>,
): Promise<number> {
  const part = await site.open(
    () => openSite(site.signal),
    (opened) => opened.clear(),
  );
  const mocha = join(projectDir, 'node_modules/mocha/bin/mocha.js');
  const color = process.stdout.isTTY ? ['--color'] : [];
  let end = '';
  const hear = (text: string, from: 'stdout' | 'stderr'): void => {
    process[from].write(text);
    if (from === 'stdout') end = (end + text).slice(-2_000);
  };
  const guard = setTimeout(() => {
    console.error(
      `The tests did not end within ${guardMs / 60_000} minutes: something is left open or hangs.`,
    );
    void part.clear();
  }, guardMs);
  const code = await runChild(part, [mocha, ...color, ...args], { cwd: projectDir, env, hear });
  clearTimeout(guard);
  if (/^\d+ passed, \d+ failed$/m.test(end)) return code;
  console.log('0 passed, 1 failed');
  return code === 0 ? 1 : code;
}

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectDir } from '../services/state.js';

const guardMs = 20 * 60_000;

/**
 * Runs mocha with the settings of .mocharc.json and passes on what it prints. The closing line "N passed, N failed"
 * is printed here where mocha got no further than loading the files, or was stopped. Returns the exit code.
 */
export async function runMocha(args: readonly string[], env: Record<string, string>): Promise<number> {
  const mocha = join(projectDir, 'node_modules/mocha/bin/mocha.js');
  const color = process.stdout.isTTY ? ['--color'] : [];
  const child = spawn(process.execPath, [mocha, ...color, ...args], {
    cwd: projectDir,
    env: { ...process.env, ...env },
    stdio: ['inherit', 'pipe', 'inherit'],
  });
  let end = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    process.stdout.write(text);
    end = (end + text).slice(-2_000);
  });
  process.on('SIGINT', waitForMocha);
  // On these mocha would die without its after-hooks, and leave behind what the tests have started.
  const passOn = () => child.kill('SIGINT');
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, passOn);
  const guard = setTimeout(() => stop(child.kill.bind(child)), guardMs);
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve(status ?? 1));
  });
  clearTimeout(guard);
  process.off('SIGINT', waitForMocha);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.off(signal, passOn);
  if (!/^\d+ passed, \d+ failed$/m.test(end)) {
    console.log('0 passed, 1 failed');
    return code === 0 ? 1 : code;
  }
  return code;
}

/** A terminal sends Ctrl-C to mocha as well, which then ends by itself. */
function waitForMocha(): void {}

function stop(kill: (signal: NodeJS.Signals) => boolean): void {
  console.error(`The tests did not end within ${guardMs / 60_000} minutes: something is left open or hangs.`);
  kill('SIGTERM');
  setTimeout(() => kill('SIGKILL'), 10_000).unref();
}

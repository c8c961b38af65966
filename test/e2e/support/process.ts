import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Member } from '../../../src/main/demo/fleet.js';
import { until } from '../../support/until.js';
import { roots, type Environment } from '../../support/fleet/open-shop.js';

export interface Run {
  /** All that it wrote so far. */
  readonly output: () => string;
  /** Its exit code when it has ended; null when a signal killed it. */
  readonly ended: Promise<number | null>;
  /** Resolves when it says that it is ready, as PM2 hears it. */
  ready(): Promise<void>;
  signal(name: NodeJS.Signals): void;
}

/** Processes that nobody starts again. Call inside a `describe`. */
export function useProcesses(): (script: Member['script'], env: Environment) => Run {
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  return (script, env) => {
    let output = '';
    let isReady = false;
    const child = spawn(process.execPath, [join(roots, `${script}.js`)], {
      cwd: tmpdir(), // no .env there
      env: { PATH: process.env['PATH'], METRICS_PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    children.push(child);
    const hear = (data: Buffer): void => void (output += data.toString());
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.on('message', (message) => (isReady ||= message === 'ready'));
    return {
      output: () => output,
      ended: once(child, 'close').then(() => child.exitCode),
      async ready() {
        await until(() => isReady || child.exitCode !== null, 40_000, `${script} is not ready: ${output}`);
        if (!isReady) throw new Error(`${script} ended: ${output}`);
      },
      signal: (name) => void child.kill(name),
    };
  };
}

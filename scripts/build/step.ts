import { spawn } from 'node:child_process';
import { projectDir } from '../services/state.js';

export interface StepResult {
  readonly ok: boolean;
  /** Both streams, in order of arrival. */
  readonly output: string;
}

/** Runs a program in the project's folder to its end, or to the signal's, and keeps what it prints. */
export async function runStep(
  command: string,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<StepResult> {
  // In a group of its own, for a program that only starts another would leave that behind.
  const detached = signal !== undefined;
  const child = spawn(command, args, { cwd: projectDir, stdio: ['ignore', 'pipe', 'pipe'], detached });
  const stop = (): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
  };
  signal?.addEventListener('abort', stop);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const result = await new Promise<StepResult>((resolve) => {
    child.on('error', (error) => resolve({ ok: false, output: error.message }));
    child.on('close', (code) => resolve({ ok: code === 0, output: output.trim() }));
  });
  signal?.removeEventListener('abort', stop);
  return result;
}

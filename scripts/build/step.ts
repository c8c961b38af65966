import { spawn } from 'node:child_process';
import { projectDir } from '../services/state.js';

export interface StepResult {
  readonly ok: boolean;
  /** Both streams, in order of arrival. */
  readonly output: string;
}

/** Runs a program in the project's folder to its end and keeps what it prints. */
export async function runStep(command: string, args: readonly string[]): Promise<StepResult> {
  const child = spawn(command, args, { cwd: projectDir, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ ok: false, output: error.message }));
    child.on('close', (code) => resolve({ ok: code === 0, output: output.trim() }));
  });
}

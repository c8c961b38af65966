import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import type { Site } from './site.js';

export interface ChildWishes {
  readonly cwd: string;
  /** Another Node than our own. */
  readonly program?: string;
  /** Over our own. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Is told what it prints; without it that goes where ours goes. */
  readonly hear?: (text: string, from: 'stdout' | 'stderr') => void;
}

/** Its tests, or its fleet, may take so long to end. */
const patienceMs = 60_000;

/**
 * Runs Node with these words to its end, and answers the exit code as a shell would tell it. When the run is over it is
 * interrupted and awaited. In a group of its own: a terminal's Ctrl-C is for us, and it hears of that once.
 */
export async function runChild(
  site: Site,
  words: readonly string[],
  { cwd, env, hear, program = process.execPath }: ChildWishes,
): Promise<number> {
  const start = () =>
    spawn(program, words, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['inherit', hear ? 'pipe' : 'inherit', hear ? 'pipe' : 'inherit'],
      detached: true,
    });
  const child = await site.open(start, async (running) => {
    if (running.exitCode !== null || running.signalCode !== null) return;
    const gone = once(running, 'close');
    running.kill('SIGINT');
    const impatient = setTimeout(() => running.kill('SIGKILL'), patienceMs);
    await gone;
    clearTimeout(impatient);
  });
  for (const from of ['stdout', 'stderr'] as const)
    child[from]?.setEncoding('utf8').on('data', (text: string) => hear?.(text, from));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}

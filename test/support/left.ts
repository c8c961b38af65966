import { spawnSync } from 'node:child_process';

/** Processes in whose environment or command line this stands; children inherit it, however they are started. */
export function processesWith(mark: string): string[] {
  const { stdout } = spawnSync('ps', ['axeww', '-o', 'pid=,stat=,command='], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.includes(mark) && !/^\d+ +Z/.test(line));
}

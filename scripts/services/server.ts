import { existsSync, readFileSync } from 'node:fs';

/** A private server of ours that answers. */
export interface Server {
  readonly url: string;
  readonly pid: number;
  readonly port: number;
  readonly version: string;
}

/** The pid that a server wrote down itself, in the first line of its pid file. */
export function writtenPid(pidFile: string): number | undefined {
  if (!existsSync(pidFile)) return undefined;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
}

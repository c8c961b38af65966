import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How to run a program as somebody who may run it: words put in front, an account, extra environment. */
export interface RunAs {
  readonly prefix?: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly as: RunAs;
  readonly logFile: string;
  readonly ready: () => Promise<boolean>;
}

/** Starts a server that outlives this process and returns its pid once it answers; throws with the log's end otherwise. */
export async function launch({ command, args, as, logFile, ready }: Launch): Promise<number> {
  const [program = command, ...words] = [...(as.prefix ?? []), command, ...args];
  const log = openSync(logFile, 'a');
  // Detached: Ctrl-C in the terminal must not reach the servers together with the fleet that still needs them.
  const child = spawn(program, words, { ...options(as), detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  let fault: string | undefined;
  child.on('error', (error) => (fault = error.message));
  child.unref();
  const giveUpAt = Date.now() + 20_000;
  while (!(await ready())) {
    if (child.exitCode !== null || child.signalCode !== null) fault ??= `it ended with ${child.exitCode}`;
    if (Date.now() > giveUpAt) fault ??= 'it did not answer within 20 s';
    if (fault !== undefined || child.pid === undefined) {
      if (child.pid !== undefined) child.kill('SIGKILL');
      throw new Error(`${command} did not start: ${fault}\n${endOf(logFile)}`);
    }
    await sleep(30);
  }
  if (child.pid === undefined) throw new Error(`${command} has no pid`);
  return child.pid;
}

/** Runs a program to its end; throws with what it printed when it fails. */
export function run(command: string, args: readonly string[], as: RunAs = {}): string {
  const [program = command, ...words] = [...(as.prefix ?? []), command, ...args];
  const done = spawnSync(program, words, { ...options(as), encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (done.status === 0) return done.stdout;
  throw new Error(`${command} failed: ${done.error?.message ?? (done.stderr || done.stdout)}`);
}

/** The command line of a living process; empty when it is gone or a zombie that nobody has reaped. */
export function commandOf(pid: number): string {
  if (!Number.isSafeInteger(pid) || pid <= 0) return '';
  try {
    if (existsSync('/proc/self/cmdline'))
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? '';
}

/**
 * When a living process was born, in its system's own words: with the pid it names one process for good, for a pid is
 * given again. Empty when it is gone or a zombie.
 */
export function birthOf(pid: number): string {
  if (commandOf(pid) === '') return '';
  try {
    // proc_pid_stat(5): field 22, and the second, in brackets, may hold anything.
    if (existsSync('/proc/self/stat'))
      return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19] ?? '';
  } catch {
    return '';
  }
  return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? '';
}

/** Whether the process that was born then still lives; where its birth is unknown, any of its pid. */
export const lives = (pid: number, birth: string): boolean =>
  birth === '' ? commandOf(pid) !== '' : birthOf(pid) === birth;

/** Asks with `signal`, insists after 15 s. `mark` is a part of the command line: a reused pid is left alone. */
export async function stopProcess(pid: number, mark: string, signal: 'SIGINT' | 'SIGTERM'): Promise<void> {
  if (!commandOf(pid).includes(mark)) return;
  process.kill(pid, signal);
  const insistAt = Date.now() + 15_000;
  while (commandOf(pid).includes(mark)) {
    if (Date.now() > insistAt) process.kill(pid, 'SIGKILL');
    await sleep(20);
  }
}

/** A free port of 127.0.0.1, the wished one if it is free. */
export async function freePort(wished = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => (wished === 0 ? reject(error) : resolve(freePort())));
    server.listen(wished, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function options(as: RunAs) {
  const account = as.uid === undefined || as.gid === undefined ? {} : { uid: as.uid, gid: as.gid };
  // cwd: an unprivileged account may not stand where we stand.
  return { ...account, cwd: '/', env: { ...process.env, ...as.env } };
}

function endOf(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-8).join('\n');
}

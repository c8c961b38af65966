import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Site } from '../run/site.js';
import { birthOf, lives } from './process.js';
import { Misused } from './unavailable.js';

/**
 * Runs `work` while no other process holds the lock file; a lock whose holder is gone is taken over.
 * @throws {Misused} when it is still held after `waitMs`
 */
export async function withLock<T>(
  file: string,
  waitMs: number,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const giveUpAt = Date.now() + waitMs;
  let told = false;
  for (let holder = take(file); holder !== undefined; holder = take(file)) {
    if (Date.now() > giveUpAt)
      throw new Misused(`Process ${holder} still holds ${file}: wait for it, or stop it.`);
    if (!told) console.log(`Waiting for process ${holder}, which holds ${file} …`);
    told = true;
    await sleep(100, undefined, { signal });
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** Holds the lock until the run is over. @throws {Misused} at once while another holds it, who is called `what` */
export async function holdLock(site: Site, file: string, what: string): Promise<void> {
  const hold = (): void => {
    const holder = take(file);
    if (holder !== undefined)
      throw new Misused(`Process ${holder}, ${what}, still runs: wait for it, or stop it.`);
  };
  await site.open(hold, () => rmSync(file, { force: true }));
}

/**
 * Answers the pid of whoever holds the lock, or nothing when it is ours now. A hard link appears with its content or
 * not at all, so nobody reads a lock without its holder.
 */
function take(file: string): number | undefined {
  mkdirSync(dirname(file), { recursive: true });
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, `${process.pid} ${birthOf(process.pid)}`);
  try {
    while (!couldBe('EEXIST', () => linkSync(mine, file))) {
      const held = textOf(file);
      if (held === undefined) continue; // it was let go of just now
      const [pid = '', ...birth] = held.split(' ');
      if (lives(Number(pid), birth.join(' '))) return Number(pid);
      takeAway(file, held, `${mine}.gone`);
    }
    return undefined;
  } finally {
    rmSync(mine, { force: true });
  }
}

/** What a dead process left. Another may have taken it over meanwhile: then that one's is put back. */
function takeAway(file: string, held: string, aside: string): void {
  if (!couldBe('ENOENT', () => renameSync(file, aside))) return;
  if (textOf(aside) !== held) couldBe('EEXIST', () => linkSync(aside, file));
  rmSync(aside, { force: true });
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Whether it was done, or failed with this code. @throws whatever else it fails with */
function couldBe(code: string, act: () => void): boolean {
  try {
    act();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === code) return false;
    throw error;
  }
}

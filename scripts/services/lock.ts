import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandOf } from './process.js';
import { Misused } from './unavailable.js';

/** Runs `work` while no other process holds the lock file; a lock whose holder is gone is taken over. */
export async function withLock<T>(file: string, waitMs: number, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  const giveUpAt = Date.now() + waitMs;
  let told = false;
  while (!take(file)) {
    const holder = holderOf(file);
    if (holder !== undefined && commandOf(holder) === '') rmSync(file, { force: true });
    else if (Date.now() > giveUpAt) throw new Error(`Process ${holder ?? '?'} still holds ${file}`);
    else {
      if (!told) console.log(`Waiting for process ${holder ?? '?'}, which holds ${file} …`);
      told = true;
      await sleep(100);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** The same without waiting. @throws {Misused} while another holds it, who is called `what` */
export async function withLockAtOnce<T>(file: string, what: string, work: () => Promise<T>): Promise<T> {
  const holder = holderOf(file);
  if (holder !== undefined && commandOf(holder) !== '') {
    throw new Misused(`Process ${holder}, ${what}, still runs: wait for it, or stop it.`);
  }
  return withLock(file, 0, work);
}

/** A hard link appears with its content or not at all, so nobody reads a lock without its pid. */
function take(file: string): boolean {
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(mine, { force: true });
  }
}

function holderOf(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

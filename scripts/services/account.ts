import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunAs } from './process.js';
import { Interrupted, Unavailable } from './unavailable.js';

/** Where PostgreSQL may keep its data, and as whom it runs there. */
export interface Home {
  readonly dir: string;
  readonly as: RunAs;
}

/**
 * PostgreSQL refuses to run as root, so root hands it to the account `postgres`, else `nobody`. Where that
 * account cannot reach the project (a clone under /root), a user namespace makes root look like somebody else;
 * where that is forbidden, as in many containers, the data lives in the temporary directory, remembered in `dataDir`.
 */
export function postgresHome(dataDir: string): Home {
  if (process.getuid?.() !== 0) return { dir: dataDir, as: {} };
  const account = accountOf('postgres') ?? accountOf('nobody');
  if (account && may('-x', dataDir, account)) return { dir: dataDir, as: account };

  const namespace = { prefix: ['unshare', '--user', '--map-user=1000', '--map-group=1000'] };
  if (may('-w', dataDir, namespace)) return { dir: dataDir, as: namespace };

  if (!account || !may('-x', tmpdir(), account))
    throw new Unavailable(
      'PostgreSQL does not run as root and no other account can be used here: run this as a normal user, or set DATABASE_URL.',
    );
  return { dir: temporaryHome(dataDir, account), as: account };
}

function temporaryHome(dataDir: string, account: Account): string {
  const note = join(dataDir, 'postgres-home');
  const known = existsSync(note) ? readFileSync(note, 'utf8').trim() : '';
  if (known !== '' && existsSync(known)) return known;
  const dir = mkdtempSync(join(tmpdir(), '2getpro-'));
  chownSync(dir, account.uid, account.gid);
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(note, `${dir}\n`);
  return dir;
}

interface Account {
  readonly uid: number;
  readonly gid: number;
}

function accountOf(name: string): Account | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((each) => each.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

/** Whether somebody may enter (-x) or write to (-w) a folder. The shell is where it is even with an empty PATH. */
function may(how: '-x' | '-w', dir: string, { prefix = [], uid, gid }: RunAs): boolean {
  const [command, ...args] = [...prefix, '/bin/sh', '-c', `test ${how} "$0"`, dir];
  const account = uid === undefined || gid === undefined ? {} : { uid, gid };
  return isYes(spawnSync(command, args, { ...account, cwd: '/', stdio: 'ignore' }));
}

/**
 * What a question to the shell was answered.
 * @throws {Interrupted} where a terminal's Ctrl-C ended it: a "no" would move the data to another place or owner for good
 */
export function isYes({ status, signal }: { status: number | null; signal: NodeJS.Signals | null }): boolean {
  if (signal !== null) throw new Interrupted(signal);
  return status === 0;
}

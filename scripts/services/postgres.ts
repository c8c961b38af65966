import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { postgresHome, type Home } from './account.js';
import { askDatabase } from './database.js';
import { findPostgres, type Program } from './find.js';
import { commandOf, freePort, launch, run, stopProcess, type RunAs } from './process.js';
import { writtenPid, type Server } from './server.js';

export interface PostgresPlan {
  readonly home: Home;
  readonly data: string;
  readonly program: Program;
}

/** The running server of this data directory, if it answers. */
export async function runningPostgres(dataDir: string): Promise<Server | undefined> {
  const data = clusterOf(postgresHome(dataDir));
  const pid = writtenPid(join(data, 'postmaster.pid'));
  if (pid === undefined || !commandOf(pid).includes(data)) return undefined;
  const port = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[3]);
  return answering(pid, port);
}

/** Decides what would run, so that a machine that lacks something hears it before anything starts. */
export function planPostgres(dataDir: string): PostgresPlan {
  const home = postgresHome(dataDir);
  const data = clusterOf(home);
  const written = join(data, 'PG_VERSION');
  const major = existsSync(written) ? Number(readFileSync(written, 'utf8')) : undefined;
  return { home, data, program: findPostgres(join(home.dir, 'cache'), home.as, major) };
}

/** Starts a private server on 127.0.0.1, on the wished port if that is free. */
export async function startPostgres(
  plan: PostgresPlan,
  logFile: string,
  wishedPort?: number,
): Promise<Server> {
  const { data, home, program } = plan;
  await stopPostgresIn(data);
  const as = { ...home.as, env: program.env };
  if (!existsSync(join(data, 'PG_VERSION'))) createCluster(program, data, as);
  // A killed server's last children may hold its shared memory for a moment.
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort(wishedPort);
    const ready = async () => (await answering(0, port)) !== undefined;
    try {
      const pid = await launch({ command: program.path, args: settings(data, port), as, logFile, ready });
      const server = await answering(pid, port);
      if (server) return server;
    } catch (error) {
      if (attempt === 3) throw error;
    }
    await sleep(500);
  }
}

/** Stops what runs on this data directory, whether it answers or not. */
export async function stopPostgres(dataDir: string): Promise<void> {
  await stopPostgresIn(clusterOf(postgresHome(dataDir)));
}

async function stopPostgresIn(data: string): Promise<void> {
  const pid = writtenPid(join(data, 'postmaster.pid'));
  // SIGINT: a SIGTERM would wait for every client, for ever.
  if (pid !== undefined) await stopProcess(pid, data, 'SIGINT');
}

function clusterOf(home: Home): string {
  return join(home.dir, 'postgres');
}

/** Made beside its place and then renamed, so that a killed initdb leaves nothing that looks like a cluster. */
function createCluster(program: Program, data: string, as: RunAs): void {
  const unfinished = `${data}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  if (as.uid !== undefined && as.gid !== undefined) chownSync(unfinished, as.uid, as.gid);
  // No password: the server listens on 127.0.0.1 only and holds a developer's data.
  const answers = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--data-checksums'];
  run(
    join(dirname(program.path), 'initdb'),
    ['-D', unfinished, ...answers, '--no-sync', '--no-instructions'],
    as,
  );
  renameSync(unfinished, data);
}

function settings(data: string, port: number): string[] {
  const values = {
    listen_addresses: '127.0.0.1',
    port,
    // No socket: its path may be longer than the 107 bytes that the system allows.
    unix_socket_directories: '',
    timezone: 'UTC',
    max_connections: 200,
    // Nobody replicates it: a table that is made or emptied, and filled in one transaction is written once.
    wal_level: 'minimal',
    max_wal_senders: 0,
  };
  return ['-D', data, ...Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

async function answering(pid: number, port: number): Promise<Server | undefined> {
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  try {
    const [row] = await askDatabase(url, 'show server_version');
    return { url, pid, port, version: String(row?.['server_version']) };
  } catch {
    return undefined;
  }
}

import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { askDatabase } from '../../../scripts/services/database.js';
import { planPostgres, startPostgres } from '../../../scripts/services/postgres.js';
import { commandOf, freePort, run, stopProcess } from '../../../scripts/services/process.js';
import type { Server } from '../../../scripts/services/server.js';
import { projectData } from '../../../scripts/services/state.js';
import { until } from '../until.js';
import { lastingPort } from './lasting-port.js';

export type PrivatePostgres = Awaited<ReturnType<typeof startPrivatePostgres>>;

/** A PostgreSQL that a run may kill and start again: nobody else's, on a port of its own, with fsync on. */
export async function startPrivatePostgres(logFile: string) {
  const shared = planPostgres(projectData);
  const plan = { ...shared, data: join(shared.home.dir, 'chaos-postgres') };
  const port = await lastingPort();
  let isStopped = false;
  const begin = async (): Promise<Server> => {
    const isFree = async (): Promise<boolean> => isStopped || (await freePort(port)) === port;
    await until(isFree, 20_000, `PostgreSQL's port ${port} is taken`);
    if (isStopped) throw new Error('PostgreSQL was stopped for good');
    return startPostgres(plan, logFile, port);
  };
  let starting = begin();
  let server = await starting;
  const { url } = server;

  const start = async (): Promise<void> => {
    server = await (starting = begin());
  };
  return {
    /** Of its database `postgres`. */
    url,
    start,
    /** As a power cut or the kernel's OOM killer ends it; its children notice and go. */
    async kill(): Promise<void> {
      process.kill(server.pid, 'SIGKILL');
      await until(() => commandOf(server.pid) === '');
    },
    /** Kills what serves one connection: the server ends all the others and recovers by itself. */
    async killBackend(pick: (pids: readonly number[]) => number): Promise<void> {
      const rows = await askDatabase(
        url,
        `select pid from pg_stat_activity where datname like 'getpro%' and pid <> pg_backend_pid() order by backend_start, pid`,
      );
      const pids = rows.map(({ pid }) => Number(pid));
      if (pids.length > 0) process.kill(pick(pids), 'SIGKILL');
      await answers();
    },
    /** One of its databases as plain SQL, into a file; by what stands where the server's program really is. */
    dump(of: string, file: string): void {
      const { path, env } = plan.program;
      run(join(dirname(realpathSync(path)), 'pg_dump'), ['--dbname', of, '--file', file], { env });
    },
    /** For good: nothing that still goes on starts it again. */
    async stop(): Promise<void> {
      isStopped = true;
      server = await starting.catch(() => server);
      await stopProcess(server.pid, plan.data, 'SIGINT');
    },
  };

  async function answers(): Promise<void> {
    for (const deadline = Date.now() + 20_000; ; await sleep(50)) {
      const isThere = await askDatabase(url, 'select 1').then(
        () => true,
        () => false,
      );
      if (isThere) return;
      if (Date.now() > deadline) throw new Error('PostgreSQL did not recover within 20 s');
    }
  }
}

import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { askDatabase } from '../../../scripts/services/database.js';
import { planPostgres, startPostgres } from '../../../scripts/services/postgres.js';
import { commandOf, freePort, run, stopProcess } from '../../../scripts/services/process.js';
import { projectData } from '../../../scripts/services/state.js';
import { until } from '../redis.js';
import { lastingPort } from './lasting-port.js';

export type PrivatePostgres = Awaited<ReturnType<typeof startPrivatePostgres>>;

/** A PostgreSQL that a run may kill and start again: nobody else's, on a port of its own, with fsync on. */
export async function startPrivatePostgres(logFile: string) {
  const shared = planPostgres(projectData);
  const plan = { ...shared, data: join(shared.home.dir, 'chaos-postgres') };
  const port = await lastingPort();
  let server = await startPostgres(plan, logFile, port);
  const { url } = server;

  const start = async (): Promise<void> => {
    await until(async () => (await freePort(port)) === port, 20_000, `PostgreSQL's port ${port} is taken`);
    server = await startPostgres(plan, logFile, port);
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
    async killBackend(): Promise<void> {
      const [row] = await askDatabase(
        url,
        `select pid from pg_stat_activity where datname like 'getpro%' and pid <> pg_backend_pid() order by random() limit 1`,
      );
      if (row) process.kill(Number(row['pid']), 'SIGKILL');
      await answers();
    },
    /** One of its databases as plain SQL, into a file; by what stands where the server's program really is. */
    dump(of: string, file: string): void {
      const { path, env } = plan.program;
      run(join(dirname(realpathSync(path)), 'pg_dump'), ['--dbname', of, '--file', file], { env });
    },
    async stop(): Promise<void> {
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

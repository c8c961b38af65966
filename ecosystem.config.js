import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

/** The few settings that PM2 itself needs; the processes read and check all of them. */
const file = join(import.meta.dirname, '.env');
const settings = { ...(existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}), ...process.env };
const number = (name, usual) => Number(settings[name] || usual);

/** Past the grace a process still needs 5 s to close, and PM2 would kill it after 1.6 s in all. */
const killTimeoutMs = number('SHUTDOWN_GRACE_MS', 20_000) + 10_000;
/**
 * Each application begins at its offset, and each of its instances takes the next port; 8080 and 8081 lie in the gap
 * before the last. Port 0 is any free one.
 */
const metricsPort = (offset) => {
  const base = number('METRICS_PORT', 8_000);
  return base === 0 ? 0 : base + offset;
};

/**
 * What a start script gives Node besides its file, between `exec node` and that. `bot` keeps little, and would let its
 * heap grow all the same.
 */
const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, 'package.json'), 'utf8'));
const nodeArgs = (script) => (scripts[`start:${script}`] ?? '').split(' ').slice(2, -1);

const pool = (name, offset, instances, { script = 'worker', mode = 'fork', queues } = {}) => ({
  name,
  script: `dist/src/main/${script}.js`,
  node_args: nodeArgs(script),
  cwd: import.meta.dirname,
  exec_mode: mode,
  instances,
  env: { METRICS_PORT: metricsPort(offset), ...(queues && { WORKER_QUEUES: queues }) },
  wait_ready: true, // `process.send('ready')` in runProcess
  // Past it a reload ends the old instance, ready or not; a start that waits for a store gives up after a minute.
  listen_timeout: 90_000,
  kill_timeout: killTimeoutMs,
  stop_exit_codes: [78], // somebody has to mend the settings first
  exp_backoff_restart_delay: 100,
  merge_logs: true,
});

/**
 * The fleet. PM2 wants the name `apps` from an ES module. `bot` and `web` are clusters, so that a reload refuses no
 * request; the pools of workers keep what a person waits for apart from what is owed and from what is bulk.
 */
export const apps = [
  pool('bot', 0, number('BOT_INSTANCES', 2), { script: 'bot', mode: 'cluster' }),
  pool('web', 10, number('WEB_INSTANCES', 2), { script: 'web', mode: 'cluster' }),
  pool('worker-people', 20, number('WORKER_PEOPLE_INSTANCES', 1), { queues: 'precheckout,updates,inline' }),
  pool('worker', 40, number('WORKER_INSTANCES', 1), { queues: 'payments,provisioning,messages' }),
  pool('worker-slow', 60, number('WORKER_SLOW_INSTANCES', 1), { queues: 'broadcasts,maintenance,reports' }),
  pool('scheduler', 90, number('SCHEDULER_INSTANCES', 1), { script: 'scheduler' }),
];

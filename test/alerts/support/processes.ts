import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { freePort } from '../../../scripts/services/process.js';
import { roots, type Shop } from '../../support/fleet/open-shop.js';

export interface Lonely {
  readonly opsUrl: string;
  start(): void;
  /** Dead, and nobody starts it again. */
  kill(): Promise<void>;
}

/** A worker of these queues beside the fleet, which stays away once it is killed. */
export async function lonelyWorker(shop: Shop, name: string, queues: string): Promise<Lonely> {
  const port = await freePort();
  let child: ChildProcess | undefined;
  return {
    opsUrl: `http://127.0.0.1:${port}`,
    start() {
      const out = openSync(join(shop.logs, `${name}.log`), 'a');
      child = spawn(process.execPath, [join(roots, 'worker.js')], {
        cwd: shop.logs,
        env: { ...process.env, ...shop.env, WORKER_QUEUES: queues, METRICS_PORT: String(port) },
        stdio: ['ignore', out, out],
      });
      closeSync(out);
    },
    async kill() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Of the member that runs under this name now, from its own log. */
export function pidOf(shop: Shop, name: string): number {
  const lines = readFileSync(join(shop.logs, `${name}.log`), 'utf8').match(/"pid":\d+/g) ?? [];
  return Number(lines.at(-1)?.split(':')[1]);
}

/** Works only now and then until it is let go: 50 ms of each 350. */
export async function stutter(pid: number, letGo: AbortSignal): Promise<void> {
  while (!letGo.aborted) {
    process.kill(pid, 'SIGSTOP');
    await sleep(300);
    process.kill(pid, 'SIGCONT');
    await sleep(50);
  }
}

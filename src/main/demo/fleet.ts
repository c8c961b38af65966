import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';

export interface Member {
  readonly name: string;
  /** The composition root beside this folder. */
  readonly script: 'bot' | 'web' | 'worker' | 'scheduler';
  readonly env: Readonly<Record<string, string>>;
  readonly opsPort: number;
}

export interface Fleet {
  /** Resolves when every member says that it is ready. */
  ready(): Promise<void>;
  /** Kills a member as a crash would; it is started again, as PM2 does. */
  kill(name: string): void;
  stop(): Promise<void>;
}

/** Runs the real processes, and starts again whatever ends. Their lines go to files in `logs`. */
export function startFleet(members: readonly Member[], logs: string): Fleet {
  const running = new Map<string, ChildProcess>();
  let stopping = false;

  const start = ({ name, script, env, opsPort }: Member): void => {
    const out = openSync(join(logs, `${name}.log`), 'a');
    const child = spawn(process.execPath, [join(import.meta.dirname, '..', `${script}.js`)], {
      env: { ...process.env, ...env, METRICS_PORT: String(opsPort) },
      stdio: ['ignore', out, out],
      detached: true, // a Ctrl-C is for us: we stop them in order
    });
    running.set(name, child);
    child.once('exit', () => {
      if (!stopping) setTimeout(() => stopping || start({ name, script, env, opsPort }), 200);
    });
  };
  for (const member of members) start(member);

  return {
    ready: async () => void (await Promise.all(members.map(({ name, opsPort }) => isReady(name, opsPort)))),
    kill: (name) => void running.get(name)?.kill('SIGKILL'),
    async stop() {
      stopping = true;
      await Promise.all([...running.values()].map(end));
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 28_000);
  await gone;
  clearTimeout(timer);
}

async function isReady(name: string, port: number): Promise<void> {
  for (const deadline = Date.now() + 60_000; ; await sleep(100)) {
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined);
    if (answer?.ok) return;
    if (Date.now() > deadline) throw new Error(`${name} was not ready within a minute: see its log`);
  }
}

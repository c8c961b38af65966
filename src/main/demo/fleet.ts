import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';

export interface Member {
  readonly name: string;
  /** Which composition root. */
  readonly script: 'bot' | 'web' | 'worker' | 'scheduler';
  /** Read anew at each start. */
  readonly env: Readonly<Record<string, string>>;
  readonly opsPort: number;
}

export interface Fleet {
  /** Resolves when every member says that it is ready. */
  ready(): Promise<void>;
  /** Kills a member as a crash would; it is started again, as PM2 does. Resolves when it is dead. */
  kill(name: string): Promise<void>;
  /** Sends a living member a signal. */
  signal(name: string, signal: NodeJS.Signals): void;
  /** Ends all members in order; answers their exit codes, null for one that had to be killed. */
  stop(): Promise<readonly (number | null)[]>;
}

export interface Places {
  /** Where the compiled composition roots are. */
  readonly roots: string;
  /** Where each member's lines go. They run there too, lest they read somebody's .env. */
  readonly logs: string;
}

/** Runs the real processes, and starts again whatever ends. */
export function startFleet(members: readonly Member[], { roots, logs }: Places): Fleet {
  const running = new Map<string, ChildProcess>();
  let stopping = false;

  const start = (member: Member): void => {
    const { name, script, env, opsPort } = member;
    const out = openSync(join(logs, `${name}.log`), 'a');
    const child = spawn(process.execPath, [...nodeArgs(roots, script), join(roots, `${script}.js`)], {
      cwd: logs,
      env: { ...process.env, ...env, METRICS_PORT: String(opsPort) },
      stdio: ['ignore', out, out],
      detached: true, // a Ctrl-C is for us: we stop them in order
    });
    closeSync(out);
    running.set(name, child);
    child.once('exit', () => {
      if (!stopping) setTimeout(() => stopping || start(member), 200);
    });
  };
  for (const member of members) start(member);
  const memberOf = (name: string): ChildProcess => {
    const child = running.get(name);
    if (!child) throw new Error(`there is no member ${name}`);
    return child;
  };

  return {
    ready: async () => void (await Promise.all(members.map(({ name, opsPort }) => isReady(name, opsPort)))),
    async kill(name) {
      const child = memberOf(name);
      if (hasEnded(child)) return;
      const dead = once(child, 'exit');
      child.kill('SIGKILL');
      await dead;
    },
    signal: (name, signal) => void memberOf(name).kill(signal),
    async stop() {
      stopping = true;
      return Promise.all([...running.values()].map(end));
    },
  };
}

/** What its start script gives Node, between `exec node` and the file. */
function nodeArgs(roots: string, script: Member['script']): string[] {
  const text = readFileSync(join(roots, '../../../package.json'), 'utf8');
  const { scripts } = JSON.parse(text) as { scripts: Record<string, string> };
  return (scripts[`start:${script}`] ?? '').split(' ').slice(2, -1);
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null;

async function end(child: ChildProcess): Promise<number | null> {
  if (hasEnded(child)) return child.exitCode;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  child.kill('SIGCONT'); // one that was stopped hears it then
  const timer = setTimeout(() => child.kill('SIGKILL'), 28_000);
  await gone;
  clearTimeout(timer);
  return child.exitCode;
}

async function isReady(name: string, port: number): Promise<void> {
  for (const deadline = Date.now() + 60_000; ; await sleep(100)) {
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined);
    if (answer?.ok) return;
    if (Date.now() > deadline) throw new Error(`${name} was not ready within a minute: see its log`);
  }
}

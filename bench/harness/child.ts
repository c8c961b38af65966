import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectDir } from '../../scripts/services/state.js';

/** What it said when it was ready. */
export interface Hello {
  readonly port?: number;
}

export type Child = ReturnType<typeof startChild> & { readonly hello: Hello };

/**
 * A process of this folder, compiled, which says something once it is ready and answers each message with one. It ends
 * with its line to us, also when we are killed.
 */
export function startChild(script: string, env: Readonly<Record<string, string>> = {}) {
  const child = fork(join(projectDir, 'dist/bench', script), {
    cwd: '/', // no .env there
    env: { ...process.env, NODE_ENV: 'production', ...env },
    execArgv: [],
    detached: true, // a Ctrl-C is for us
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let isReady = false;
  const hear = async <T>(): Promise<T> => {
    const stop = new AbortController();
    try {
      return await Promise.race([message<T>(child, stop.signal), death(child, script, stop.signal)]);
    } finally {
      stop.abort();
    }
  };
  return {
    /** Resolves with its first words; to be asked for at once. */
    async ready(): Promise<Hello> {
      const hello = await hear<Hello>();
      isReady = true;
      return hello;
    },
    async ask<T>(question: object): Promise<T> {
      const answer = hear<T>();
      child.send(question);
      return answer;
    },
    async stop(): Promise<void> {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      // One that is not ready does not listen to its line yet.
      if (isReady) child.disconnect();
      else child.kill('SIGKILL');
      const impatient = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await gone;
      clearTimeout(impatient);
    },
  };
}

async function message<T>(child: ChildProcess, signal: AbortSignal): Promise<T> {
  const [said] = (await once(child, 'message', { signal })) as [T];
  return said;
}

async function death(child: ChildProcess, script: string, signal: AbortSignal): Promise<never> {
  const [code] = (await once(child, 'exit', { signal })) as [number | null];
  throw new Error(`${script} ended with ${code}`);
}

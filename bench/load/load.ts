import { setTimeout as sleep } from 'node:timers/promises';
import { Connection, type Target } from './connection.js';
import { payloads, type Payload } from './payloads.js';

export interface Load extends Target {
  /** What to send: one made for each number, or these in their order. */
  readonly bodies: { readonly made: Payload; readonly first: number } | readonly string[];
  readonly connections: number;
  /** For how long; bodies in a list may end sooner. */
  readonly ms: number;
  /** So many a second, whether they are answered or not; without it, as fast as they are answered. */
  readonly perSecond?: number;
}

export interface Sample {
  readonly count: number;
  readonly ms: number;
  /** When the first one was due, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** Answers by their status; 0 are those that did not come. */
  readonly statuses: Readonly<Record<number, number>>;
  /** Of each answer, from when it was due. */
  readonly latencies: readonly number[];
}

/** Sends a load and tells what came back. A request that had to wait for a connection is late from when it was due. */
export async function drive({ bodies, connections, ms, perSecond, ...target }: Load): Promise<Sample> {
  const bodyOf =
    'made' in bodies ? (n: number) => payloads[bodies.made](bodies.first + n) : (n: number) => bodies[n];
  const statuses: Record<number, number> = {};
  const latencies: number[] = [];
  const startedAt = performance.now();
  let next = 0;

  const work = async (): Promise<void> => {
    const connection = new Connection(target);
    for (;;) {
      const n = next++;
      const dueAt = perSecond === undefined ? performance.now() : startedAt + (n * 1_000) / perSecond;
      const body = bodyOf(n);
      if (body === undefined || dueAt - startedAt > ms) break;
      const wait = dueAt - performance.now();
      if (wait > 0) await sleep(wait);
      const status = await connection.ask(body).catch(() => 0);
      latencies.push(performance.now() - dueAt);
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status === 0) await sleep(10);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: connections }, work));
  return {
    count: latencies.length,
    ms: performance.now() - startedAt,
    startedAt: performance.timeOrigin + startedAt,
    statuses,
    latencies,
  };
}

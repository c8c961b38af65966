import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

export interface LastingClient {
  /** @throws while the server is away */
  query<Row>(text: string, values: readonly unknown[]): Promise<readonly Row[]>;
  close(): Promise<void>;
}

export interface LastingOptions {
  /** Asked on each new connection before anything else. */
  readonly begin: string;
  /** Something was notified, or may have been: the connection is new. */
  readonly look: () => void;
  readonly onError: (error: unknown) => void;
  /** A server that says nothing for so long is as good as gone. */
  readonly patienceMs?: number;
}

/** pg's own words for a query that was given up. */
const isTimeout = (error: unknown): boolean =>
  error instanceof Error && error.message === 'Query read timeout';

/**
 * One connection that is made again, every half second, whenever it is lost. `begin` is asked on each new one before
 * anything else; what the server notifies, and each new beginning, is a reason to `look`.
 */
export async function openLastingClient(
  url: string,
  { begin, look, onError, patienceMs = 5_000 }: LastingOptions,
): Promise<LastingClient> {
  const state: { client?: Client | undefined; asked: number; closed: boolean } = { asked: 0, closed: false };

  const connect = async (): Promise<void> => {
    const next = new Client({
      connectionString: url,
      keepAlive: true,
      pipeline: true, // many ask at once, and what is asked in a line need not wait there for answers
      connectionTimeoutMillis: patienceMs,
      query_timeout: patienceMs,
    });
    next.on('notification', look);
    next.on('error', onError);
    await next.connect();
    await next.query(begin);
    next.once('end', () => {
      state.client = undefined;
      void again();
    });
    state.client = next;
    look();
  };
  const again = async (): Promise<void> => {
    while (!state.client && !state.closed) await sleep(500).then(connect).catch(onError);
  };
  await connect();

  return {
    async query<Row>(text: string, values: readonly unknown[]) {
      const { client } = state;
      if (!client) throw new Error('not connected to the database');
      state.asked += 1;
      try {
        return (await client.query(text, [...values])).rows as Row[];
      } catch (error) {
        // A server that says nothing is as good as gone, and everything here waits in one line.
        if (isTimeout(error)) client.connection.stream.destroy();
        throw error;
      } finally {
        state.asked -= 1;
      }
    },
    /** Waits for no answer: a server that hangs would give none. */
    async close() {
      state.closed = true;
      if (state.asked > 0) state.client?.connection.stream.destroy();
      await state.client?.end();
    },
  };
}

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
      // Many ask at once, and what is asked in a line need not wait there for answers. When one does not come, pg ends
      // the connection, since all others would wait behind it.
      pipeline: true,
      query_timeout: patienceMs,
      connectionTimeoutMillis: patienceMs,
    });
    next.on('notification', look);
    next.on('error', onError);
    await next.connect();
    await next.query(begin).catch(async (error: unknown) => {
      await next.end();
      throw error;
    });
    if (state.closed) return next.end();
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

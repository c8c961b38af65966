import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

export interface LastingClient {
  /** @throws while the server is away */
  query<Row>(text: string, values: readonly unknown[]): Promise<readonly Row[]>;
  close(): Promise<void>;
}

/**
 * One connection that is made again, every half second, whenever it is lost. `begin` is asked on each new one before
 * anything else; what the server notifies, and each new beginning, is a reason to `look`.
 */
export async function openLastingClient(
  url: string,
  { begin, look, onError }: { begin: string; look: () => void; onError: (error: unknown) => void },
): Promise<LastingClient> {
  const state: { client?: Client | undefined; closed: boolean } = { closed: false };

  const connect = async (): Promise<void> => {
    const next = new Client({ connectionString: url, keepAlive: true });
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
      if (!state.client) throw new Error('not connected to the database');
      return (await state.client.query(text, [...values])).rows as Row[];
    },
    async close() {
      state.closed = true;
      await state.client?.end();
    },
  };
}

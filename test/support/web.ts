import { listen, type Listening } from '../../src/web/listen.js';
import type { RequestListener } from 'node:http';

export interface Served {
  /** Asks the app over real HTTP; follows no redirect. */
  readonly ask: (path: string, init?: RequestInit) => Promise<Response>;
  readonly port: number;
  readonly close: () => Promise<void>;
}

export async function serve(app: RequestListener): Promise<Served> {
  const { port, close }: Listening = await listen(app, { port: 0, host: '127.0.0.1', drainMs: 0 });
  return {
    port,
    close,
    ask: (path, init = {}) => fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual', ...init }),
  };
}

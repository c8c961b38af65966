import { createServer, type Server } from 'node:http';
import express from 'express';
import type { Emulator, EmulatorDefinition } from '../../src/sandbox/till/emulator.js';
import type { Delivery } from '../../src/webhook.js';

/** An emulator behind a real port, and a shop that takes its notifications behind another. */
export interface Served<E extends Emulator> {
  readonly emulator: E;
  /** Settings of a shop that reach it. */
  readonly settings: Readonly<Record<string, string>>;
  readonly url: string;
  /** What reached the shop's webhook, and what it answers to the next. */
  readonly shop: { readonly told: Delivery[]; status: number; body: string };
  /** Moves the emulator's clock. */
  advance(ms: number): void;
  /** A request to its control; answers its JSON. */
  control(method: string, path: string, json?: unknown): Promise<unknown>;
  close(): Promise<void>;
}

interface ServedWith {
  readonly state?: unknown;
  readonly ack?: string;
  readonly people?: readonly { readonly id: number; readonly first_name: string }[];
}

export async function serve<E extends Emulator>(
  definition: EmulatorDefinition<E>,
  { state, ack = 'OK', people = [] }: ServedWith = {},
): Promise<Served<E>> {
  let aheadMs = 0;
  const { id } = definition;
  const shop: Served<E>['shop'] = { told: [], status: 200, body: ack };
  const hook = await listen(
    express()
      .use(express.raw({ type: () => true, limit: '2mb' }))
      .use(({ body, headers, url, socket }, response) => {
        const [, query = ''] = url.split('?');
        const raw = Buffer.isBuffer(body) && body.length > 0 ? body : Buffer.from(query);
        shop.told.push({ raw, headers, ip: socket.remoteAddress ?? '' });
        response.status(shop.status).type('text').send(shop.body);
      }),
  );
  const app = express();
  const server = await listen(app);
  const origin = addressOf(server);
  const emulator = definition.open({
    url: `${origin}/${id}`,
    webhookUrl: `${addressOf(hook)}/webhook/${id}`,
    nowMs: () => Date.now() + aheadMs,
    people: () => people,
    state,
  });
  app.use(`/${id}`, emulator.router).use(`/control/${id}`, emulator.control);

  return {
    emulator,
    settings: definition.environment(`${origin}/${id}`),
    url: `${origin}/${id}`,
    shop,
    advance: (ms) => void (aheadMs += ms),
    async control(method, path, json) {
      const response = await fetch(`${origin}/control/${id}${path}`, {
        method,
        ...(json !== undefined && {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(json),
        }),
      });
      const answer: unknown = await response.json();
      if (response.ok) return answer;
      throw new Error(`${method} ${path} answered ${response.status} ${JSON.stringify(answer)}`);
    },
    async close() {
      emulator.close();
      await Promise.all([server, hook].map(shut));
    },
  };
}

export async function listen(app: express.Express): Promise<Server> {
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

export function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it does not listen');
  return `http://127.0.0.1:${address.port}`;
}

export async function shut(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

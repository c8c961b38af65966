import { createServer, type Server } from 'node:http';
import express, { type Express } from 'express';
import { z } from 'zod';
import { createRemnawave, type RemnawaveOptions } from '../../../src/sandbox/remnawave/create-remnawave.js';

export const token = 'api-token';
export const secret = 'abcdefghijklmnopqrstuvwxyz0123456789';

export interface Received {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly raw: Buffer;
  readonly atMs: number;
}

/** A receiver of webhooks; `answer` decides what it says to the nth delivery, from 0. */
export async function startReceiver(answer: (nth: number) => number = () => 200) {
  const received: Received[] = [];
  const app = express().use(express.raw({ type: '*/*' }), (request, response) => {
    received.push({
      headers: request.headers,
      raw: z.instanceof(Buffer).parse(request.body),
      atMs: performance.now(),
    });
    response.status(answer(received.length - 1)).end();
  });
  const served = await serve(app);
  return { ...served, url: `${served.url}/webhook`, received };
}

/** The emulated panel, mounted as the sandbox mounts it, on a port of its own. */
export async function startEmulator(options: Partial<RemnawaveOptions> = {}) {
  const app = express();
  const served = await serve(app);
  const publicUrl = `${served.url}/remnawave`;
  const panel = createRemnawave({ token, publicUrl, ...options });
  app.use('/remnawave', panel.router).use('/control/remnawave', panel.control);

  return {
    panel,
    publicUrl,
    apiUrl: `${publicUrl}/api`,
    control: (method: string, path: string, body?: unknown) =>
      fetch(`${served.url}/control/remnawave${path}`, {
        method,
        ...(body === undefined ? {} : json(body)),
      }),
    /** A raw call of the API, past the adapter. */
    call: (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      fetch(`${publicUrl}/api${path}`, {
        method,
        ...(body === undefined ? { headers: { ...proxied, ...headers } } : json(body, headers)),
      }),
    async close() {
      panel.close();
      await served.close();
    },
  };
}
export type Emulator = Awaited<ReturnType<typeof startEmulator>>;

const proxied = {
  authorization: `Bearer ${token}`,
  'x-forwarded-for': '127.0.0.1',
  'x-forwarded-proto': 'https',
};

const json = (body: unknown, headers: Record<string, string> = {}) => ({
  headers: { 'content-type': 'application/json', ...proxied, ...headers },
  body: JSON.stringify(body),
});

export async function serve(app: Express): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref(); // a test that failed may not close it
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return { url: `http://127.0.0.1:${port}`, close: () => stop(server) };
}

const stop = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

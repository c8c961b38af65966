import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { listen } from './listen.js';

export interface EdgeRoute {
  /** Of the path: '/telegram/'. The first route that fits takes it, and the path is passed on whole. */
  readonly prefix: string;
  /** Where it goes: 'http://127.0.0.1:3000'. */
  readonly target: string;
}

export interface EdgeOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly routes: readonly EdgeRoute[];
}

/** Stands where nginx stands in production: one address before several processes. */
export async function startEdge({
  port,
  routes,
}: EdgeOptions): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((incoming, outgoing) => pass(routes, incoming, outgoing));
  const listening = await listen(server, port, '127.0.0.1');
  return {
    url: `http://127.0.0.1:${listening}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function pass(routes: readonly EdgeRoute[], incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, url = '/', headers, socket } = incoming;
  const route = routes.find(({ prefix }) => url.startsWith(prefix));
  if (!route) return refuse(outgoing, 404);
  const forwarded = {
    'x-forwarded-for': [headers['x-forwarded-for'], socket.remoteAddress].filter(Boolean).join(', '),
    'x-forwarded-proto': headers['x-forwarded-proto'] ?? 'http',
    'x-forwarded-host': headers.host ?? '',
  };
  const passed = request(
    new URL(url, route.target),
    { method, headers: { ...headers, ...forwarded } },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
      answer.on('error', () => outgoing.destroy());
    },
  );
  passed.on('error', () => refuse(outgoing, 502));
  outgoing.on('close', () => passed.destroy());
  incoming.pipe(passed);
}

/** A connection that broke in the middle of an answer can only be broken too. */
function refuse(outgoing: ServerResponse, status: number): void {
  if (outgoing.headersSent) outgoing.destroy();
  else outgoing.writeHead(status, { 'content-type': 'text/plain' }).end(`${status}\n`);
}

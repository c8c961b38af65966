import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Listening {
  readonly port: number;
  /** Stops taking requests, and answers those that came. */
  readonly close: () => Promise<void>;
}

export interface ListenOptions {
  readonly port: number;
  readonly host: string;
  /**
   * How long every answer asks its client to come back on another connection before the door shuts. Longer than the proxy
   * keeps an idle connection (2 s in infrastructure/nginx): one that is still open then was used meanwhile, and has been
   * asked. Otherwise a request on its way over a connection that looks idle is lost, 1 of 2,540 in a reload.
   */
  readonly drainMs: number;
}

/** What a public server needs; one that nobody but Prometheus asks needs no drain. */
export const publicDrainMs = 3_000;

/** http's own `close` also cuts connections that look idle, among them one whose first request is on its way. */
const { close: stopAccepting } = Server.prototype;
const firstRequestMs = 500;

/** Whoever sends slowly is cut off in time; Node looks every 30 s by itself, however short the time is. */
const patience = { headersTimeout: 10_000, requestTimeout: 15_000, connectionsCheckingInterval: 1_000 };
/** Of one process. More than a fleet's worth of honest ones, and less than there are file descriptors. */
const connectionsAtMost = 10_000;

/** Listens, or throws why it cannot: a port that is taken is a failed start. Port 0 is any free one. */
export async function listen(
  app: RequestListener,
  { port, host, drainMs }: ListenOptions,
): Promise<Listening> {
  let draining = false;
  const server = createServer({ ...patience, maxHeaderSize: 16_384 }, (req, res) => {
    if (draining) res.setHeader('connection', 'close');
    app(req, res);
  });
  server.setTimeout(30_000); // of silence: somebody who does not read what we answer
  server.maxConnections = connectionsAtMost;
  server.listen(port, host);
  await once(server, 'listening'); // rejects on "error"

  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    async close() {
      draining = true;
      await sleep(drainMs);
      const closed = once(server, 'close');
      stopAccepting.call(server);
      if (drainMs > 0) await sleep(firstRequestMs);
      server.closeIdleConnections();
      await Promise.race([closed, sleep(5_000, undefined, { ref: false })]);
      server.closeAllConnections();
    },
  };
}

import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { PassThrough, Transform } from 'node:stream';

/** A way to a server that can be cut and mended: what is behind it stays as it is. */
export interface Cable {
  /** The same address by this way. */
  readonly url: string;
  cut(): Promise<void>;
  mend(): Promise<void>;
  /** Connections stay open, and nothing comes through any more. */
  freeze(): void;
}

/** `awayMs`: so much later arrives what comes back, as if the server were as far away. */
export async function layCable(target: string, awayMs = 0): Promise<Cable> {
  const to = new URL(target);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(to.port), to.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(late(awayMs)).pipe(near);
  });
  const listen = async (port: number): Promise<number> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the cable has no port');
    return address.port;
  };
  const port = await listen(0);
  const url = new URL(target);
  url.port = String(port);
  return {
    url: url.href,
    async cut() {
      const closed = server.listening ? once(server, 'close') : undefined;
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    async mend() {
      if (!server.listening) await listen(port);
    },
    freeze() {
      for (const socket of sockets) socket.unpipe();
    },
  };
}

const late = (ms: number): Transform =>
  ms === 0
    ? new PassThrough()
    : new Transform({ transform: (chunk, _encoding, done) => void setTimeout(done, ms, null, chunk) });

import { connect } from 'node:net';
import type { Case } from './nasty.js';

export interface RawAnswer {
  /** 0 when the connection ended without one. */
  readonly status: number;
  readonly text: string;
  readonly ms: number;
}

/** Sends bytes as no client library would, and reads what comes back until the connection ends. */
export function rawRequest(
  port: number,
  { method, path, headers, body }: Case,
  patienceMs = 20_000,
): Promise<RawAnswer> {
  const startedAt = performance.now();
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'host: shop.example',
    'connection: close',
    `content-length: ${body.length}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    const done = (): void => {
      clearTimeout(timer);
      socket.destroy();
      const status = Number(
        /^HTTP\/1\.1 (\d{3})/.exec(text.replace(/^HTTP\/1\.1 100 .*?\r\n\r\n/s, ''))?.[1] ?? 0,
      );
      resolve({ status, text, ms: performance.now() - startedAt });
    };
    const timer = setTimeout(done, patienceMs);
    socket.setEncoding('latin1').on('data', (data: string) => (text += data));
    socket.on('error', () => {}); // a body that nobody wants is cut off
    socket.on('close', done);
    socket.write(Buffer.concat([head, body]));
  });
}

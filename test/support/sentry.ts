import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

export interface Receiver {
  readonly dsn: string;
  /** All that came, as it was sent: lines of JSON, an envelope after the other. */
  readonly text: () => string;
  /** The same without the DSN's key in the headers of envelopes: there Sentry knows the project by it. */
  readonly textWithoutKey: () => string;
  /** The events among it. */
  readonly events: () => SentryEvent[];
  close(): Promise<void>;
}

export interface SentryEvent {
  readonly level?: string;
  readonly environment?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly exception?: { readonly values: readonly { readonly type: string; readonly value: string }[] };
  readonly breadcrumbs?: readonly unknown[];
}

/** Where Sentry's envelopes end in a test. */
export async function receiveSentry(): Promise<Receiver> {
  const envelopes: string[] = [];
  const take = async (req: IncomingMessage): Promise<void> => {
    const body = await buffer(req);
    envelopes.push((req.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString());
  };
  const server = createServer((req, res) => {
    if ('sentry-trace' in req.headers || 'baggage' in req.headers) res.setHeader('x-heard', 'a trace');
    void take(req).then(() => res.setHeader('content-type', 'application/json').end('{}'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const text = (): string => envelopes.join('\n');
  return {
    dsn: `http://publickey@127.0.0.1:${port}/42`,
    text,
    textWithoutKey: () =>
      envelopes.map((one) => one.replace(/^(\{.*?"public_key":)"[^"]*"/, '$1""')).join('\n'),
    events: () =>
      text()
        .split('\n')
        .filter((line) => line.startsWith('{"exception"') || line.includes('"exception":{'))
        .map((line) => JSON.parse(line) as SentryEvent),
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

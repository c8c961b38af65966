import { once } from 'node:events';
import { createServer } from 'node:http';

export interface Refusals {
  readonly url: string;
  /** Each request is refused from now on, and these words stand wherever anybody may look for any: in `error`, or in parts of it. */
  say(status: number, words: string, error: 'whole' | 'in parts'): void;
  close(): Promise<void>;
}

/** A service that refuses everything, in the forms of all providers at once. */
export async function serveRefusals(): Promise<Refusals> {
  let refusal = { status: 400, words: '', error: 'whole' };
  const server = createServer((req, res) => {
    const { status, words } = refusal;
    req.resume();
    res.writeHead(status, { 'content-type': 'application/json' });
    const named = { name: words, type: words, code: words, param: words, message: words, details: words };
    const error = refusal.error === 'whole' ? words : named;
    res.end(
      JSON.stringify({
        ok: false,
        error,
        code: words,
        description: words,
        message: words,
        title: words,
        parameter: words,
        errors: { [words]: [words] },
        data: [{ key: words, message: words }],
      }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    say: (status, words, error) => void (refusal = { status, words, error }),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

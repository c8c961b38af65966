import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface Parrot {
  readonly url: string;
  /** Whatever is asked below this path is refused with all that was said, headers too. */
  refuse(path: RegExp, status: number): void;
  /** All that it repeated. */
  said(): string;
  /** How often it refused. */
  refused(): number;
  calm(): void;
  close(): Promise<void>;
}

/** Stands before the outside world and, as some proxies and panels do, repeats in its errors what it was sent. */
export async function startParrot(target: () => string): Promise<Parrot> {
  let rule: { path: RegExp; status: number } | undefined;
  let refused = 0;
  const repeated: string[] = [];
  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const { method = 'GET', url = '/', headers } = req;
    const body = await buffer(req);
    if (rule?.path.test(url)) {
      refused += 1;
      const said = `${method} ${url} ${JSON.stringify(headers)} ${body.toString()}`;
      repeated.push(said);
      res.writeHead(rule.status, { 'content-type': 'application/json' });
      res.end(
        JSON.stringify({
          ok: false,
          error_code: rule.status,
          type: 'error',
          description: said,
          message: said,
        }),
      );
      return;
    }
    const passed = Object.entries(headers).filter(
      ([name]) => !/^(host|connection|transfer-encoding|content-length)$/.test(name),
    );
    const through = await fetch(target() + url, {
      method,
      headers: Object.fromEntries(passed) as Record<string, string>,
      ...(body.length > 0 && { body: new Uint8Array(body) }),
      redirect: 'manual',
    });
    res.writeHead(through.status, { 'content-type': through.headers.get('content-type') ?? 'text/plain' });
    res.end(Buffer.from(await through.arrayBuffer()));
  };
  const server = createServer((req, res) => void answer(req, res).catch(() => res.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    refuse: (path, status) => void (rule = { path, status }),
    said: () => repeated.join('\n'),
    refused: () => refused,
    calm: () => void (rule = undefined),
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

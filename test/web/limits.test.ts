import { connect } from 'node:net';
import { Router } from 'express';
import { expect } from 'chai';
import { openPage } from '../../src/web/open-page.js';
import { createWeb } from '../../src/web/app.js';
import { createMetrics } from '../../src/observability/metrics.js';
import { createOps, health } from '../../src/web/ops.js';
import { serveBoard, type Board } from '../support/board.js';
import { log } from '../support/log.js';
import { rawRequest } from '../support/raw-request.js';
import { serve, type Served } from '../support/web.js';

const checks = {};
const phase = () => 'serving' as const;

const page = (board: Router | null = null, trustedProxies: readonly string[] = []): Promise<Served> =>
  serve(
    createWeb({
      health: health({ checks, phase, log }),
      webhooks: () => false,
      board,
      pages: {
        '/open': openPage({
          name: 'Shop',
          find: async () => ({ link: 'https://panel.example/sub/x', language: 'ru' }),
        }),
      },
      trustedProxies,
      log,
    }),
  );

const ticket = '6f2c1c2e-0000-4000-8000-000000000000';

/** A page of ours and the board, as the world reaches them. Call inside a `describe`. */
function usePages(): { readonly served: Served; readonly board: Board } {
  const shown = {} as { served: Served; board: Board };
  before(async () => Object.assign(shown, { served: await page(), board: await serveBoard() }));
  after(() => Promise.all([shown.served.close(), shown.board.close()]));
  return shown;
}

describe('a page', () => {
  const shown = usePages();

  it('runs nothing that is not ours, is framed by nobody and is not guessed at, whatever it answers', async () => {
    const signedIn = { headers: await shown.board.signedIn() };
    const answers = {
      login: await shown.board.ask('/queues/login'),
      'refused login': await shown.board.signIn('wrong wrong wrong'),
      'the way to the login': await shown.board.ask('/queues/'),
      'refused write': await shown.board.ask('/queues/api/queues/x', { method: 'PUT' }),
      board: await shown.board.ask('/queues/', signedIn),
      'its API': await shown.board.ask('/queues/api/queues', signedIn),
      'open page': await shown.served.ask(`/open/happ/${ticket}`),
      'a page that is gone': await shown.served.ask('/open/happ/x'),
      nothing: await shown.served.ask('/nothing'),
      'a broken path': await shown.served.ask('/open/happ/%E0%A4%A'),
      'another method': await shown.served.ask(`/open/happ/${ticket}`, { method: 'DELETE' }),
      health: await shown.served.ask('/health/live'),
    };
    for (const [what, answer] of Object.entries(answers)) {
      const policy = answer.headers.get('content-security-policy') ?? '';
      expect(policy, what).to.contain("default-src 'none'").and.contain("frame-ancestors 'none'");
      expect(policy, what).to.not.match(/script-src[^;]*('unsafe-inline'|'unsafe-eval'|\*|https?:)/);
      expect(answer.headers.get('x-content-type-options'), what).to.equal('nosniff');
      expect(answer.headers.get('x-powered-by'), what).to.equal(null);
    }
    expect(answers['a broken path'].status).to.equal(400);
  });

  it('is asked by the methods that it has', async () => {
    const { registry } = createMetrics('web');
    const ops = await serve(createOps({ registry, checks, phase, log }));
    for (const answer of [
      await shown.served.ask('/health/live', { method: 'POST' }),
      await shown.served.ask('/health/ready', { method: 'DELETE' }),
      await shown.served.ask(`/open/happ/${ticket}`, { method: 'POST' }),
      await ops.ask('/metrics', { method: 'POST' }),
      await shown.board.ask('/queues/login', { method: 'DELETE', headers: { origin: shown.board.origin } }),
    ]) {
      expect(answer.status, answer.url).to.equal(405);
      expect(answer.headers.get('allow'), answer.url).to.match(/^GET, HEAD/);
    }
    await ops.close();
  });
});

describe('a server', () => {
  const shown = usePages();

  /** What came back, and after how many ms the connection was closed. */
  const dribble = (port: number, start: string, more: string): Promise<{ text: string; ms: number }> =>
    new Promise((resolve) => {
      const startedAt = performance.now();
      const socket = connect(port, '127.0.0.1', () => socket.write(start));
      let text = '';
      const drip = setInterval(() => socket.write(more), 300);
      socket.on('data', (data) => (text += data.toString()));
      socket.on('error', () => {});
      socket.on('close', () => {
        clearInterval(drip);
        resolve({ text, ms: performance.now() - startedAt });
      });
    });

  it('cuts off whoever sends headers or a body drop by drop', async function () {
    this.timeout(60_000);
    const form =
      'POST /queues/login HTTP/1.1\r\nhost: x\r\nsec-fetch-site: same-origin\r\n' +
      'content-type: application/x-www-form-urlencoded\r\ncontent-length: 4000\r\n\r\n';
    const [head, body, unread] = await Promise.all([
      dribble(shown.served.port, 'GET /health/live HTTP/1.1\r\nhost: x\r\n', 'x-a: b\r\n'),
      dribble(shown.board.port, form, 'x'),
      dribble(shown.served.port, 'POST /nothing HTTP/1.1\r\nhost: x\r\ncontent-length: 4000\r\n\r\n', 'x'),
    ]);
    expect(head.text).to.match(/^HTTP\/1\.1 408 /);
    for (const { ms } of [head, body, unread]) expect(ms).to.be.within(3_000, 35_000);
  });

  it('reads no more than 16 KiB of headers', async () => {
    const ask = (headers: [string, string][]) =>
      rawRequest(shown.served.port, { method: 'GET', path: '/health/live', headers, body: Buffer.alloc(0) });
    expect((await ask([['x-a', 'b'.repeat(17_000)]])).status).to.equal(431);
    expect((await ask(Array.from({ length: 3_000 }, (_, n) => [`x-${n}`, 'b']))).status).to.equal(431);
    expect((await ask([['x-a', 'b'.repeat(15_000)]])).status).to.equal(200);
  });
});

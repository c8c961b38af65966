import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { expect } from 'chai';
import { startEdge } from '../../src/sandbox/edge.js';
import { listen } from '../../src/sandbox/listen.js';

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

describe('edge', () => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  async function serve(handle: Handle): Promise<{ url: string; server: Server }> {
    const server = createServer(handle);
    const port = await listen(server, 0, '127.0.0.1');
    closing.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
    return { url: `http://127.0.0.1:${port}`, server };
  }
  async function edge(routes: { prefix: string; target: string }[]): Promise<string> {
    const started = await startEdge({ port: 0, routes });
    closing.push(() => started.close());
    return started.url;
  }

  it('sends each path to the first route that begins like it, as it is', async () => {
    const bot = await serve((request, response) => void response.end(`bot ${request.url}`));
    const web = await serve((request, response) => void response.end(`web ${request.url}`));
    const url = await edge([
      { prefix: '/telegram/', target: bot.url },
      { prefix: '/', target: web.url },
    ]);
    const get = async (path: string) => (await fetch(`${url}${path}`)).text();
    expect(await get('/telegram/webhook')).to.equal('bot /telegram/webhook');
    expect(await get('/queues?page=2&q=%2F')).to.equal('web /queues?page=2&q=%2F');
  });

  it('passes bodies and answers on byte by byte while they are written', async () => {
    const echo = await serve((request, response) => {
      response.writeHead(201, { 'x-method': request.method ?? '' });
      request.pipe(response);
    });
    const url = await edge([{ prefix: '/', target: echo.url }]);
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const sent = fetch(`${url}/hook`, { method: 'PUT', body: readable, duplex: 'half' } as RequestInit);
    await writer.write(new Uint8Array([0, 255, 10]));
    const { status, headers, body } = await sent;
    expect([status, headers.get('x-method')]).to.deep.equal([201, 'PUT']);
    const reader = body?.getReader();
    expect([...((await reader?.read())?.value ?? [])]).to.deep.equal([0, 255, 10]);
    await writer.write(new Uint8Array([7]));
    expect([...((await reader?.read())?.value ?? [])]).to.deep.equal([7]);
    await writer.close();
    expect((await reader?.read())?.done).to.equal(true);
  });

  it('says who asked and how, as a proxy in front does', async () => {
    const show = await serve(({ headers }, response) => void response.end(JSON.stringify(headers)));
    const url = await edge([{ prefix: '/', target: show.url }]);
    const headers = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' };
    expect(await (await fetch(url, { headers })).json()).to.include({
      'x-forwarded-for': '203.0.113.9, 127.0.0.1',
      'x-forwarded-proto': 'https',
      host: new URL(url).host,
    });
  });

  it('answers 502 while the target is away, and is well again with it', async () => {
    const web = await serve((_request, response) => void response.end('here'));
    const url = await edge([{ prefix: '/', target: web.url }]);
    const port = Number(new URL(web.url).port);
    await new Promise((resolve) => web.server.close(resolve).closeAllConnections());
    expect((await fetch(url)).status).to.equal(502);
    await listen(web.server, port, '127.0.0.1');
    expect(await (await fetch(url)).text()).to.equal('here');
  });

  it('breaks off where the target does', async () => {
    const broken = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 10 });
      response.write('half', () => response.destroy());
    });
    const url = await edge([{ prefix: '/', target: broken.url }]);
    const failure = await fetch(url)
      .then((response) => response.text())
      .catch((error: Error) => error);
    expect(failure).to.be.instanceOf(Error);
  });

  it('answers 404 where no route fits', async () => {
    expect((await fetch(await edge([]))).status).to.equal(404);
  });
});

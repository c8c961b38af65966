import { createServer, type RequestListener, type Server } from 'node:http';
import { expect } from 'chai';
import { z } from 'zod';
import { Never, Throttled, UpstreamFailed, UpstreamRejected } from '../src/domain/errors.js';
import { request, type Call } from '../src/http.js';

describe('a call to the outside', () => {
  let answer: RequestListener;
  let server: Server;
  let origin: string;
  const paths: string[] = [];
  before(async () => {
    server = createServer((incoming, outgoing) => {
      paths.push(String(incoming.url));
      answer(incoming, outgoing);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    origin = typeof address === 'object' ? `http://127.0.0.1:${address?.port}` : '';
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => void (paths.length = 0));

  const answers = (status: number, body: string, headers: Record<string, string> = {}): void => {
    answer = (_incoming, outgoing) => outgoing.writeHead(status, headers).end(body);
  };
  const schema = z.object({ id: z.string() });
  const call = async (change: Partial<Call<typeof schema>> = {}) =>
    request(new URL('/thing', origin), { service: 'somebody', subject: '17', answer: schema, ...change });
  const failure = async (change: Partial<Call<typeof schema>> = {}): Promise<unknown> =>
    call(change).then(
      () => undefined,
      (error: unknown) => error,
    );

  it('sends JSON with its headers, and reads what the schema lets through', async () => {
    const seen: unknown[] = [];
    answer = (incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const { method, headers } = incoming;
        seen.push([method, headers['content-type'], headers['x-key'], Buffer.concat(chunks).toString()]);
        outgoing.end('{"id":"1","more":true}');
      });
    };

    const read = await call({ method: 'POST', json: { text: 'привет' }, headers: { 'x-key': 'k' } });

    expect(read).to.deep.equal({ id: '1' });
    expect(seen).to.deep.equal([['POST', 'application/json', 'k', '{"text":"привет"}']]);
  });

  it('reads an empty body as null', async () => {
    answers(204, '');
    expect(await request(new URL(origin), { service: 'somebody', subject: '1', answer: z.null() })).to.equal(
      null,
    );

    answers(200, '');
    expect(await failure()).to.be.instanceOf(UpstreamFailed);
  });

  it('waits as long as a 429 asks for, and half a minute when it does not say', async () => {
    answers(429, '{}', { 'retry-after': '7' });
    expect(await failure())
      .to.be.instanceOf(Throttled)
      .with.deep.property('retry', { afterMs: 7_000 });

    for (const said of [{}, { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }]) {
      answers(429, '', said);
      expect(await failure()).to.have.deep.property('retry', { afterMs: 30_000 });
    }
  });

  it('takes a 4xx for a refusal that no repeat can change', async () => {
    answers(422, '{"message":"no"}');

    const error = await failure();

    expect(error).to.be.instanceOf(UpstreamRejected).and.include({ retry: 'never' });
    expect(error).to.have.deep.property('details', { service: 'somebody', subject: '17', status: 422 });
  });

  it('takes a 5xx for an unknown outcome, worth another try', async () => {
    for (const status of [500, 502, 503]) {
      answers(status, '<html>');
      expect(await failure())
        .to.be.instanceOf(UpstreamFailed)
        .and.include({ retry: 'backoff' });
    }
  });

  it("lets the service's own words decide what a refusal means", async () => {
    const asked: unknown[] = [];
    const refusal = (status: number, body: unknown) => {
      asked.push([status, body]);
      return status === 409 ? new Never('taken', 'it is taken') : undefined;
    };
    answers(409, '{"code":"A019"}');
    expect(await failure({ refusal })).to.include({ code: 'taken' });

    answers(404, 'not JSON');
    expect(await failure({ refusal })).to.be.instanceOf(UpstreamRejected);

    expect(asked).to.deep.equal([
      [409, { code: 'A019' }],
      [404, undefined],
    ]);
  });

  it('takes an HTML page, broken JSON or other fields for nonsense, and names the field', async () => {
    for (const body of ['<html><body>502</body></html>', '{"id":"1"', '{"id":1}', '[]']) {
      answers(200, body);
      expect(await failure(), body).to.be.instanceOf(UpstreamFailed);
    }
    answers(200, '{"id":1}');
    expect(await failure())
      .to.have.property('message')
      .that.matches(/^somebody answered nonsense: id /);
  });

  it('gives up at its deadline, before the answer and in the middle of it', async () => {
    answer = () => undefined;
    expect(await failure({ timeoutMs: 50 })).to.be.instanceOf(UpstreamFailed);

    answer = (_incoming, outgoing) => outgoing.writeHead(200).write('{"id":');
    expect(await failure({ timeoutMs: 50 })).to.be.instanceOf(UpstreamFailed);
  });

  it('ends when it is no longer wanted', async () => {
    const stop = new AbortController();
    answer = () => stop.abort();

    expect(await failure({ signal: stop.signal })).to.be.instanceOf(UpstreamFailed);
  });

  it('follows no redirect', async () => {
    answers(302, '', { location: '/elsewhere' });

    expect(await failure()).to.be.instanceOf(UpstreamFailed);
    expect(paths).to.deep.equal(['/thing']);
  });

  it('reads no body that announces more than 8 MiB', async () => {
    answer = (_incoming, outgoing) => {
      outgoing.writeHead(200, { 'content-length': String(9 * 1024 * 1024) }).write('{');
    };

    expect(await failure())
      .to.be.instanceOf(UpstreamFailed)
      .with.nested.property('cause.name', 'RangeError');
  });

  it('takes a refusal of more than 64 KiB by its status alone, however it comes', async () => {
    const asked: unknown[] = [];
    const refusal = (status: number, body: unknown) => void asked.push([status, body]);
    const words = (bytes: number): string => JSON.stringify({ message: 'x'.repeat(bytes - 14) });
    const [long, short] = [words(1_048_576), words(65_536)];

    for (const [status, code] of [
      [422, 'upstream.rejected'],
      [429, 'upstream.throttled'],
      [502, 'upstream.failed'],
    ] as const) {
      answers(status, long);
      expect(await failure({ refusal }), 'in parts').to.have.property('code', code);
      answers(status, long, { 'content-length': String(long.length) });
      expect(await failure({ refusal }), 'announced').to.have.property('code', code);
    }
    answers(409, short);
    await failure({ refusal });

    expect(asked).to.deep.equal([
      ...[422, 422, 429, 429, 502, 502].map((status) => [status, undefined]),
      [409, JSON.parse(short)],
    ]);
  });

  it('takes a hung-up connection and a closed port for an unknown outcome', async () => {
    answer = (incoming) => incoming.socket.destroy();
    expect(await failure()).to.be.instanceOf(UpstreamFailed);

    const closed = request(new URL('http://127.0.0.1:1/'), {
      service: 'nobody',
      subject: '1',
      answer: schema,
    });
    expect(await closed.catch((error: unknown) => error)).to.have.property(
      'message',
      'nobody did not answer',
    );
  });

  it('keeps headers out of its errors', async () => {
    answers(400, '');

    const error = await failure({ headers: { authorization: 'Bearer made-up-secret' } });

    expect(JSON.stringify(error) + String(error)).not.to.include('made-up-secret');
  });
});

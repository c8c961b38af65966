import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { z } from 'zod';
import { Later, UpstreamFailed } from '../src/domain/errors.js';
import { guard, type GuardOptions } from '../src/guard.js';
import { request, type Http } from '../src/http.js';
import { until } from './support/until.js';
import { failure } from './support/shop.js';

describe('a guard before other services', () => {
  let server: Server;
  let origin: string;
  let status: number;
  let held: (() => void)[] | null;
  let asked: number;
  let outcomes: string[];
  let breakers: string[];
  let http: Http;

  const guarded = (more: Partial<GuardOptions> = {}): Http =>
    guard(request, {
      called: (_service, outcome) => void outcomes.push(outcome),
      breakerIs: (service, open) => void breakers.push(`${service} ${open ? 'open' : 'closed'}`),
      ...more,
    });
  const call = (subject: string, service = 'panel') =>
    http(new URL(origin), { service, subject, answer: z.null() });

  beforeEach(async () => {
    [status, held, asked, outcomes, breakers] = [200, null, 0, [], []];
    server = createServer((_req, res) => {
      asked += 1;
      const answer = () => res.writeHead(status).end();
      if (held) held.push(answer);
      else answer();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    http = guarded();
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('gives a service a rest when it failed five different subjects, and spends no attempt on what waits', async () => {
    status = 500;
    for (let i = 1; i <= 5; i++) expect(await failure(call(`${i}`))).to.be.instanceOf(UpstreamFailed);
    expect(await failure(call('6'))).to.be.instanceOf(Later);
    expect(asked, 'it was not asked again').to.equal(5);
    expect(breakers).to.deep.equal(['panel closed', 'panel open']);
    expect(outcomes.at(-1)).to.equal('open');
  });

  it('asks others meanwhile, and the same one again after its rest', async function () {
    this.timeout(20_000);
    status = 500;
    for (let i = 1; i <= 5; i++) await failure(call(`${i}`));
    status = 200;
    expect(await call('1', 'provider')).to.equal(null);
    await until(
      () =>
        call('7').then(
          () => true,
          () => false,
        ),
      10_000,
    );
    expect(breakers.at(-1)).to.equal('panel closed');
  });

  it('tells that it is open as long as somebody calls, and no longer', async () => {
    http = guarded({ idleMs: 500 });
    status = 500;
    for (let i = 1; i <= 5; i++) await failure(call(`${i}`));
    const since = performance.now();
    await until(() => failure(call('6')).then(() => performance.now() - since > 1_000));
    expect(breakers).to.deep.equal(['panel closed', 'panel open']);

    await until(() => breakers.at(-1) === 'panel closed');
    await failure(call('7'));
    expect(breakers.at(-1), 'it was never asked whether it is back').to.equal('panel open');
  });

  it('does not mind one subject that fails alone, however often, nor failures with a success between', async () => {
    status = 500;
    for (let i = 0; i < 20; i++) expect(await failure(call('17'))).to.be.instanceOf(UpstreamFailed);
    for (let i = 1; i <= 3; i++) await failure(call(`${i}`));
    status = 200;
    await call('1');
    status = 500;
    for (let i = 1; i <= 4; i++) expect(await failure(call(`${i}`))).to.be.instanceOf(UpstreamFailed);
    expect(breakers).to.deep.equal(['panel closed']);
  });

  it('does not take a refusal for an outage', async () => {
    status = 400;
    for (let i = 1; i <= 10; i++)
      expect(await failure(call(`${i}`))).to.have.property('code', 'upstream.rejected');
    expect(breakers).to.deep.equal(['panel closed']);
  });

  it('lets sixteen calls through at once, and others wait in line as long as it moves', async () => {
    held = [];
    const calls = Array.from({ length: 64 }, (_, i) => call(`${i}`));
    await until(() => asked === 16);
    const waiting = held;
    held = null;
    for (const answer of waiting) answer();
    await Promise.all(calls);
    expect(asked).to.equal(64);
  });

  it('sends away whoever stands in a line that does not move, and others are served meanwhile', async () => {
    http = guarded({ callsAtOnce: 2 });
    held = [];
    const hanging = [call('1', 'slow'), call('2', 'slow')];
    await until(() => asked === 2);
    const inLine = await Promise.all([failure(call('3', 'slow')), failure(call('4', 'slow'))]);
    for (const error of inLine) expect(error).to.be.instanceOf(Later);
    const since = performance.now();
    expect(await failure(call('5', 'slow')), 'it waits for nothing any more').to.be.instanceOf(Later);
    expect(performance.now() - since).to.be.lessThan(250);

    const [waiting, noOthers] = [held, asked];
    held = null;
    expect(await call('1', 'other')).to.equal(null);
    expect(noOthers, 'nobody else was let through').to.equal(2);
    for (const answer of waiting) answer();
    await Promise.all(hanging);
    expect(await call('6', 'slow'), 'nobody who went holds a place').to.equal(null);
  });
});

import { connect } from 'node:net';
import express from 'express';
import { expect } from 'chai';
import { createMetrics } from '../../src/observability/metrics.js';
import type { Phase } from '../../src/run-process.js';
import { errors } from '../../src/web/errors.js';
import { listen } from '../../src/web/listen.js';
import { createOps, type Checks } from '../../src/web/ops.js';
import { log } from '../support/log.js';
import { until } from '../support/until.js';
import { serve, type Served } from '../support/web.js';

describe('the health of a process', () => {
  let served: Served;
  let phase: Phase;
  let checks: Record<string, () => Promise<unknown>>;

  const ready = async () => {
    const answer = await served.ask('/health/ready');
    return { status: answer.status, body: (await answer.json()) as unknown };
  };

  beforeEach(async () => {
    phase = 'serving';
    checks = { postgres: () => Promise.resolve(), redis: () => Promise.resolve() };
    const held: Checks = { postgres: () => checks['postgres']!(), redis: () => checks['redis']!() };
    const { registry } = createMetrics('web');
    served = await serve(createOps({ registry, checks: held, phase: () => phase, log }));
  });
  afterEach(() => served.close());

  it('is good when what it needs answers', async () => {
    const { status, body } = await ready();

    expect(status).to.equal(200);
    expect(body).to.deep.include({ state: 'serving', ready: true });
    expect(body).to.have.nested.property('checks.redis.ok', true);
    expect(body).to.have.nested.property('checks.redis.latency_ms').that.is.a('number');
  });

  it('is bad, and does not say why, when something fails or takes too long', async () => {
    checks['postgres'] = () => Promise.reject(new Error('password of getpro is wrong'));
    checks['redis'] = () => new Promise(() => {});

    const { status, body } = await ready();

    expect(status).to.equal(503);
    expect(JSON.stringify(body)).not.to.contain('password');
    expect(body).to.have.nested.property('checks.postgres.ok', false);
    expect(body).to.have.nested.property('checks.redis.ok', false);
    expect(body).to.have.nested.property('checks.redis.latency_ms').that.is.within(900, 1_500);
  });

  it('is bad while the process starts or drains, though it lives', async () => {
    for (const state of ['starting', 'draining'] as const) {
      phase = state;
      expect(await ready()).to.have.property('status', 503);
      expect((await served.ask('/health/live')).status).to.equal(200);
    }
  });

  it('lives without asking anything', async () => {
    checks['postgres'] = () => new Promise(() => {});

    const answer = await served.ask('/health/live');

    expect(await answer.json()).to.deep.equal({ state: 'live' });
  });

  it('comes with the metrics', async () => {
    const answer = await served.ask('/metrics');

    expect(answer.headers.get('content-type')).to.contain('text/plain');
    expect(await answer.text()).to.contain('process_cpu_seconds_total{process="web"}');
    expect((await served.ask('/')).status).to.equal(404);
  });
});

describe('a listening server', () => {
  it('says why it cannot listen', async () => {
    const app = express();
    const options = { host: '127.0.0.1', drainMs: 0 };
    const first = await listen(app, { ...options, port: 0 });

    const fault = await listen(app, { ...options, port: first.port }).catch((error: unknown) => error);
    await first.close();

    expect(String(fault)).to.contain('EADDRINUSE');
  });

  it('asks its clients to go elsewhere before it shuts, and answers those who are still there', async () => {
    const app = express().get('/', (_req, res) => void res.send('here'));
    const { port, close } = await listen(app, { port: 0, host: '127.0.0.1', drainMs: 300 });
    const answers: string[] = [];
    const kept = connect(port, '127.0.0.1');
    kept.on('data', (data) => answers.push(data.toString()));
    const ask = () => kept.write('GET / HTTP/1.1\r\nHost: here\r\n\r\n');
    ask();
    await until(() => answers.length === 1);

    const closed = close();
    ask();
    await closed;

    expect(answers[0]).to.contain('Connection: keep-alive').and.contain('200 OK');
    expect(answers[1])
      .to.match(/connection: close/i)
      .and.contain('200 OK');
  });
});

describe('an error of a request', () => {
  it('is told without its reason', async () => {
    const app = express();
    app.get('/', () => Promise.reject(new Error('select * from users: bot123456:secret')));
    app.post('/', express.json(), (_req, res) => void res.send());
    app.use(errors(log));
    const served = await serve(app);

    const broken = await served.ask('/');
    const headers = { 'content-type': 'application/json' };
    const unreadable = await served.ask('/', { method: 'POST', body: '{', headers });

    expect([broken.status, await broken.text()]).to.deep.equal([500, 'Internal Server Error\n']);
    expect([unreadable.status, await unreadable.text()]).to.deep.equal([400, 'Bad Request\n']);
    await served.close();
  });
});

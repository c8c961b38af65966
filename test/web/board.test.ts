import { Worker } from 'bullmq';
import { Router } from 'express';
import { expect } from 'chai';
import { z } from 'zod';
import { prefix } from '../../src/queue/topology.js';
import { createWeb } from '../../src/web/app.js';
import { serveBoard, type Board } from '../support/board.js';
import { log } from '../support/log.js';
import { redisUrl } from '../support/redis.js';
import { until } from '../support/until.js';
import { serve } from '../support/web.js';

const token = '123456789:AAsecretsecretsecretsecretsecretsecret';
const data = { key: 'payment.open:1', data: { note: `bot${token}`, token: 'hidden-too' } };
const forEver = { attempts: 1 };

const Listed = z.object({ queues: z.array(z.object({ name: z.string() })) });

describe('the board', () => {
  let board: Board;
  let headers: Record<string, string>;
  const queue = () => board.opened.queues.get('payments')!;
  const send = (method: string, path: string, body?: unknown) =>
    board.ask(`/queues/api/queues${path}`, {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  /** A job that failed with a secret in its reason, its stack, its data and its log. */
  const failedJob = async (): Promise<string> => {
    const worker = new Worker(
      'payments',
      async (job) => {
        await job.log(`calling bot${token}`);
        throw new Error(`refused bot${token}`);
      },
      { connection: { url: redisUrl, maxRetriesPerRequest: null }, prefix },
    );
    const job = await queue().add('payment.open', data, forEver);
    await until(() => job.isFailed());
    await worker.close();
    return job.id ?? '';
  };

  const start = async (readOnly = false) => {
    board = await serveBoard({ readOnly });
    headers = await board.signedIn();
  };
  beforeEach(() => start());
  afterEach(() => board.close());

  it('shows all nine queues', async () => {
    const answer = await board.ask('/queues/api/queues', { headers });
    const { queues } = Listed.parse(await answer.json());

    expect(queues.map(({ name }) => name)).to.have.members([...board.opened.queues.keys()]);
    expect(answer.headers.get('cache-control')).to.equal('no-store');
  });

  it('shows a job, its data, reason, stack and log without a secret', async () => {
    const id = await failedJob();
    const texts = await Promise.all(
      [`payments/${id}`, `payments/${id}/logs`].map(async (path) => (await send('GET', `/${path}`)).text()),
    );
    const listed = await board.ask('/queues/api/queues?activeQueue=payments&status=failed', { headers });
    const seen = [...texts, await listed.text()].join('\n');

    expect(seen).to.contain('payment.open:1').and.contain('refused').and.contain('calling');
    expect(seen).not.to.contain('AAsecret').and.not.contain('hidden-too');
  });

  it('tries a job again, and cleans one away', async () => {
    const id = await failedJob();
    const retried = await send('PUT', `/payments/${id}/retry`);
    expect(retried.status).to.be.within(200, 204);
    expect(await (await queue().getJob(id))?.getState()).to.equal('waiting');

    const cleaned = await send('PUT', `/payments/${id}/clean`);
    expect(cleaned.status).to.be.within(200, 204);
    expect(await queue().getJob(id)).to.equal(undefined);
  });

  it('brings a waiting-for-later job forward', async () => {
    const job = await queue().add('payment.open', data, { delay: 60_000 });

    expect((await send('PUT', `/payments/${job.id}/promote`)).status).to.be.within(200, 204);
    expect(await job.getState()).to.equal('waiting');
  });

  it('changes nothing else', async () => {
    const { id } = await queue().add('payment.open', data, { delay: 60_000 });
    const statuses = await Promise.all(
      [
        send('PATCH', `/payments/${id}/update-data`, { jobData: {} }),
        send('POST', '/payments/add', { name: 'x', data: {}, options: {} }),
        send('PUT', '/payments/obliterate'),
        send('PUT', '/payments/empty'),
        send('PUT', '/payments/pause'),
        send('PUT', '/pause'),
        send('PUT', '/payments/concurrency', { concurrency: 1 }),
        send('PATCH', `/payments/${id}/priority`, { priority: 1 }),
      ].map(async (answer) => (await answer).status),
    );

    expect(statuses).to.deep.equal(Array<number>(8).fill(403));
    expect((await queue().getJob(String(id)))?.data).to.deep.equal(data);
    expect(await queue().isPaused()).to.equal(false);
  });

  it('is not written to from another site, or without a session', async () => {
    const { id } = await queue().add('payment.open', data, { delay: 60_000 });
    const path = `/queues/api/queues/payments/${id}/promote`;
    const foreign = { ...headers, origin: 'https://evil.example.com' };

    expect((await board.ask(path, { method: 'PUT', headers: foreign })).status).to.equal(403);
    expect((await board.ask(path, { method: 'PUT', headers: { origin: board.origin } })).status).to.equal(
      401,
    );
    expect((await queue().getJob(String(id)))?.delay).to.equal(60_000);
  });

  it('only shows when it is set to', async () => {
    await board.close();
    await start(true);
    const { id } = await queue().add('payment.open', data, { delay: 60_000 });

    expect((await send('PUT', `/payments/${id}/promote`)).status).to.be.oneOf([403, 405]);
    expect((await send('GET', `/payments/${id}`)).status).to.equal(200);
  });

  it('is not there at all when nobody has a name and a password', async () => {
    const none = await serve(
      createWeb({ health: Router(), webhooks: () => false, board: null, pages: {}, trustedProxies: [], log }),
    );
    const statuses = [(await none.ask('/queues')).status, (await none.ask('/queues/login')).status];
    await none.close();

    expect(statuses).to.deep.equal([404, 404]);
  });
});

import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { Router } from 'express';
import { expect } from 'chai';
import { createDb } from '../../src/db/db.js';
import type { InboxEvent } from '../../src/db/inbox.js';
import { tools } from '../support/tools.js';
import { createMetrics, type Metrics } from '../../src/observability/metrics.js';
import { createPanels } from '../../src/panels/registry.js';
import { createPayments } from '../../src/payments/registry.js';
import { defineJob } from '../../src/queue/define-job.js';
import { createWeb } from '../../src/web/app.js';
import { createSenders } from '../../src/web/senders.js';
import { webhooks } from '../../src/web/webhooks.js';
import { promisedKeys, useDatabase } from '../support/database.js';
import { log } from '../support/log.js';
import { serve, type Served } from '../support/web.js';

const payment = defineJob({ name: 'payment.reconcile', queue: 'payments', run: async () => {} });
const panel = defineJob({ name: 'panel.event', queue: 'provisioning', run: async () => {} });
const ofYookassa = { 'x-forwarded-for': '185.71.76.1' };
const secret = 'the-secret-of-the-panel';

const notification = (id = 'payment-1') =>
  JSON.stringify({ event: 'payment.succeeded', object: { id, metadata: { payment_id: '7' } } });

describe('a webhook', () => {
  const database = useDatabase();
  let metrics: Metrics;
  let served: Served;

  const start = async (db = database.db, trustedProxies: readonly string[] = ['127.0.0.1/32']) => {
    metrics = createMetrics('web');
    const payments = createPayments(
      {
        YOOKASSA_SHOP_ID: '100500',
        YOOKASSA_SECRET_KEY: 'test_0123456789',
        YOOKASSA_RECEIPTS_ENABLED: false,
      },
      tools,
    );
    const settings = {
      PANEL_API_URL: 'http://panel.test',
      PANEL_API_KEY: 'key',
      PANEL_WEBHOOK_SECRET: secret,
    };
    const senders = createSenders(payments, createPanels(settings, tools.http), { payment, panel });
    served = await serve(
      createWeb({
        health: Router(),
        webhooks: webhooks({ senders, inbox: db.inbox, metrics, trustedProxies, log }),
        board: null,
        pages: {},
        trustedProxies,
        log,
      }),
    );
  };
  const post = (
    path: string,
    body: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = ofYookassa,
  ) => served.ask(path, { method: 'POST', body, headers });
  const counted = async (sender: string, result: string): Promise<number> => {
    const found = await metrics.registry.getSingleMetric('webhooks_received_total')?.get();
    const value = found?.values.find(
      ({ labels }) => labels['sender'] === sender && labels['result'] === result,
    );
    return value?.value ?? 0;
  };
  const inbox = () => database.db.knex<InboxEvent>('inbox_events').orderBy('id');

  beforeEach(() => start());
  afterEach(() => served.close());

  it('is stored byte for byte, promised and acknowledged', async () => {
    const answer = await post('/webhook/yookassa', notification());

    expect([answer.status, await answer.text()]).to.deep.equal([200, 'OK']);
    const [event] = await inbox();
    expect(event).to.deep.include({
      provider: 'yookassa',
      eventId: 'payment-1:payment.succeeded',
      state: 'new',
    });
    expect(event?.body?.toString()).to.equal(notification());
    expect(await promisedKeys(database.db)).to.deep.equal([`payment.reconcile:${event?.id}`]);
    expect(await counted('yookassa', 'stored')).to.equal(1);
  });

  it('that comes again is acknowledged again and stored once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => post('/webhook/yookassa', notification())),
    );

    expect(answers.map(({ status }) => status)).to.deep.equal(Array<number>(10).fill(200));
    expect(await inbox()).to.have.length(1);
    expect(await promisedKeys(database.db)).to.have.length(1);
    expect(await counted('yookassa', 'known')).to.equal(9);
  });

  it('from an address off the list is refused, also when it only says that it is on it', async () => {
    const stranger = await post('/webhook/yookassa', notification(), { 'x-forwarded-for': '8.8.8.8' });
    const behind = await post('/webhook/yookassa', notification(), {
      'x-forwarded-for': '185.71.76.1, 8.8.8.8',
    });

    expect([stranger.status, behind.status]).to.deep.equal([401, 401]);
    expect(await inbox()).to.deep.equal([]);
    expect(await counted('yookassa', 'refused')).to.equal(2);
  });

  it('is from whoever connects, where no proxy is trusted', async () => {
    await served.close();
    await start(database.db, []);

    expect((await post('/webhook/yookassa', notification())).status).to.equal(401);
    expect(await inbox()).to.deep.equal([]);
  });

  it('of the panel is refused, counted and not kept with any fault of its signature', async () => {
    const bodyAt = (ageMs: number): string =>
      JSON.stringify({
        event: 'user.limited',
        timestamp: new Date(Date.now() - ageMs).toISOString(),
        data: { id: 5 },
      });
    const sign = (text: string, key = secret): string => createHmac('sha256', key).update(text).digest('hex');
    const [body, old] = [bodyAt(0), bodyAt(25 * 3_600_000)];
    const faults: Record<string, [body: string, signature?: string]> = {
      missing: [body],
      truncated: [body, sign(body).slice(0, -2)],
      'no hex': [body, 'ü'.repeat(64)],
      'of another key': [body, sign(body, `${secret}x`)],
      'of another body': [`${body} `, sign(body)],
      old: [old, sign(old)],
    };
    for (const [what, [text, signature]] of Object.entries(faults)) {
      const headers: Record<string, string> =
        signature === undefined ? {} : { 'x-remnawave-signature': signature };
      expect((await post('/webhook/panel', text, headers)).status, what).to.equal(401);
    }
    expect(await counted('panel', 'refused')).to.equal(Object.keys(faults).length);
    expect(await inbox()).to.deep.equal([]);
  });

  it('of the panel is believed only with its signature over the very bytes', async () => {
    const body = JSON.stringify({
      event: 'user.limited',
      timestamp: new Date().toISOString(),
      data: { id: 5 },
    });
    const signature = createHmac('sha256', secret).update(body).digest('hex');
    const signed = { 'x-remnawave-signature': signature, 'content-type': 'application/json' };

    const good = await post('/webhook/panel', body, signed);
    const changed = await post('/webhook/panel', body.replace('5', '6'), signed);

    expect([good.status, changed.status]).to.deep.equal([200, 401]);
    const events = await inbox();
    expect(events.map(({ provider, eventId }) => [provider, eventId])).to.deep.equal([
      ['remnawave', signature],
    ]);
    expect(await promisedKeys(database.db)).to.deep.equal([`panel.event:${events[0]?.id}`]);
  });

  it('that we do not keep is acknowledged and counted', async () => {
    const body = JSON.stringify({
      event: 'service.login_attempt_failed',
      timestamp: new Date().toISOString(),
    });
    const signature = createHmac('sha256', secret).update(body).digest('hex');

    const answer = await post('/webhook/panel', body, { 'x-remnawave-signature': signature });

    expect(answer.status).to.equal(200);
    expect(await inbox()).to.deep.equal([]);
    expect(await counted('panel', 'ignored')).to.equal(1);
  });

  it('that cannot be read is malformed, whatever is wrong with it', async () => {
    const gzip = { ...ofYookassa, 'content-encoding': 'gzip' };
    const answers = [
      await post('/webhook/yookassa', 'not json'),
      await post('/webhook/yookassa', ''),
      await post('/webhook/yookassa', '{"event":"\u0000","object":{}}'),
      await post('/webhook/yookassa', new Uint8Array(gzipSync(notification())), gzip),
    ];

    expect(answers.map(({ status }) => status)).to.deep.equal([400, 400, 400, 400]);
    expect(await answers[0]?.text()).to.equal('Bad Request\n');
    expect(await counted('yookassa', 'malformed')).to.equal(4);
  });

  it('over a mebibyte is too large', async () => {
    const answer = await post('/webhook/yookassa', 'x'.repeat(2 ** 20 + 1));

    expect(answer.status).to.equal(413);
    expect(await counted('yookassa', 'too_large')).to.equal(1);
  });

  it('of somebody unknown has no place, and is not asked for', async () => {
    const answers = [
      await post('/webhook/paypal', notification()),
      await post('/webhook/balance', notification()),
      await post('/webhook/', notification()),
      await served.ask('/webhook/paypal'),
    ];

    expect(answers.map(({ status }) => status)).to.deep.equal([404, 404, 404, 404]);
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const answer = await served.ask('/webhook/yookassa', { method });
      expect([answer.status, answer.headers.get('allow')], method).to.deep.equal([405, 'POST']);
    }
  });

  it('that cannot be stored is not acknowledged, so that its sender comes again', async () => {
    await served.close();
    const away = createDb('postgres://getpro@127.0.0.1:1/getpro', 1);
    await start(away);

    const answer = await post('/webhook/yookassa', notification());
    await away.close();

    expect(answer.status).to.equal(503);
    expect(answer.headers.get('retry-after')).to.equal('10');
    expect(await counted('yookassa', 'away')).to.equal(1);
  });
});

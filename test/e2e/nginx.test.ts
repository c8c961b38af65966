import { request } from 'node:http';
import { expect } from 'chai';
import { freePort } from '../../scripts/services/process.js';
import { madeSecret } from '../../src/config/bot.js';
import { made } from '../../src/main/demo/environment.js';
import { prepareNginx } from '../support/nginx.js';
import { until } from '../support/until.js';
import { messageUpdate } from '../support/updates.js';
import { useShop } from './support/shop.js';

interface Asked {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** An address of this machine that the question comes from. */
  readonly from?: string;
}

describe('nginx in front of the fleet', function () {
  this.timeout(120_000);
  const shop = useShop({ members: { bot: 'bot', web: 'web' } });
  let port: number;
  let stop: () => Promise<void>;
  before(async () => {
    port = await freePort();
    const nginx = prepareNginx('compose.conf', {
      'listen 80 ': `listen 127.0.0.1:${port} `,
      'bot:8081': new URL(shop.botUrl).host,
      'web:8080': new URL(shop.webUrl).host,
    });
    nginx.check();
    stop = await nginx.run(port);
  });
  after(() => stop());

  const ask = (path: string, { method = 'GET', headers = {}, body, from = '127.0.0.1' }: Asked = {}) =>
    new Promise<{ status: number; text: string; headers: NodeJS.Dict<string | string[]> }>(
      (resolve, reject) => {
        const asking = request(
          { host: '127.0.0.1', port, path, method, headers, localAddress: from },
          (answer) => {
            let text = '';
            answer.setEncoding('utf8').on('data', (part: string) => (text += part));
            answer.on('end', () =>
              resolve({ status: answer.statusCode ?? 0, text, headers: answer.headers }),
            );
          },
        );
        asking.on('error', reject);
        asking.end(body);
      },
    );
  const event = JSON.stringify({
    type: 'notification',
    event: 'payment.succeeded',
    object: {
      id: '2d0000-nginx',
      status: 'succeeded',
      paid: true,
      amount: { value: '1.00', currency: 'RUB' },
    },
  });

  it('leads updates to `bot`', async () => {
    expect(
      (await ask('/telegram/webhook', { method: 'POST', body: '{}' })).status,
      'without its secret',
    ).to.equal(401);
    const answer = await ask('/telegram/webhook', {
      method: 'POST',
      headers: {
        'x-telegram-bot-api-secret-token': madeSecret(made.token),
        'content-type': 'application/json',
      },
      body: JSON.stringify(messageUpdate(77, '/help')),
    });
    expect(answer.status).to.equal(200);
  });

  it('leads everything else to `web`', async () => {
    expect((await ask('/webhook/yookassa', { method: 'POST', body: event })).status).to.equal(200);
    expect(await shop.db.knex('inbox_events').where('eventId', 'like', '2d0000-nginx%')).to.have.length(1);
    expect((await ask('/open/happ/00000000-0000-4000-8000-000000000000')).headers['content-type']).to.match(
      /html/,
    );
    expect((await ask('/queues')).status).to.be.oneOf([301, 302, 303]);
    expect((await ask('/health/live')).text).to.contain('live');
  });

  it('shows no metrics', async () => {
    for (const path of ['/metrics', '/metrics/', '/telegram/metrics', '/health/../metrics', '/%6detrics'])
      expect((await ask(path)).status, path).to.equal(404);
  });

  it('lets nobody send more than a mebibyte', async () => {
    for (const path of ['/webhook/yookassa', '/telegram/webhook']) {
      const answer = await ask(path, { method: 'POST', body: 'x'.repeat(1_048_577) }).catch(() => ({
        status: 413,
      }));
      expect(answer.status, path).to.equal(413);
    }
  });

  it('says who really asks, whatever they claim', async () => {
    const claims = (address: string) => ({ 'x-forwarded-for': address });
    const told = { method: 'POST', body: event };
    expect((await ask('/webhook/yookassa', { ...told, headers: claims('203.0.113.7') })).status).to.equal(
      200,
    );
    const stranger = await ask('/webhook/yookassa', {
      ...told,
      from: '127.0.0.2',
      headers: claims('127.0.0.1'),
    });
    expect(stranger.status, 'an address off the list that claims to be on it').to.equal(401);
    await until(async () => (await shop.log()).includes('"ip":"127.0.0.2"'));
  });
});

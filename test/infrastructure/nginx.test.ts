import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { freePort } from '../../scripts/services/process.js';
import { prepareNginx } from '../support/nginx.js';
import { until } from '../support/until.js';

describe('the settings of nginx', function () {
  this.timeout(60_000);
  const listening = async () => ({
    'listen 80 ': `listen 127.0.0.1:${await freePort()} `,
    'listen 443 ssl': `listen 127.0.0.1:${await freePort()} ssl`,
  });

  for (const file of ['compose.conf', 'compose.tls.conf', 'machine.conf'])
    it(`${file} is taken`, async () => {
      const nginx = prepareNginx(file, await listening());
      nginx.check();
      nginx.remove();
    });

  it('writes down who asked, but neither the ticket of a link nor what stands behind a path', async () => {
    const web = createServer((_request, response) => void response.end('yes'));
    await once(web.listen(0, '127.0.0.1'), 'listening');
    const port = await freePort();
    const nginx = prepareNginx('compose.conf', {
      'listen 80 ': `listen 127.0.0.1:${port} `,
      'web:8080': `127.0.0.1:${(web.address() as AddressInfo).port}`,
      'bot:8081': '127.0.0.1:9',
    });
    const stop = await nginx.run(port);
    try {
      for (const path of ['/open/happ/a-ticket', '/webhook/freekassa?SIGN=a-signature'])
        expect((await fetch(`http://127.0.0.1:${port}${path}`)).status).to.equal(200);
      await until(() => nginx.log().includes('"GET /webhook/freekassa HTTP/1.1" 200 3'));
      expect(nginx.log()).not.to.match(/a-ticket|a-signature/);
    } finally {
      await stop();
      web.close();
    }
  });

  it('would not be taken with a mistake in them', async () => {
    const nginx = prepareNginx('compose.conf', { ...(await listening()), 'set $bot': 'sett $bot' });
    expect(nginx.check).to.throw(/unknown directive "sett"/);
    nginx.remove();
  });
});

import { expect } from 'chai';
import { freePort } from '../../scripts/services/process.js';
import { prepareNginx } from '../support/nginx.js';

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

  it('would not be taken with a mistake in them', async () => {
    const nginx = prepareNginx('compose.conf', { ...(await listening()), 'set $bot': 'sett $bot' });
    expect(nginx.check).to.throw(/unknown directive "sett"/);
    nginx.remove();
  });
});

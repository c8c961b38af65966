import { expect } from 'chai';
import { until } from '../../support/until.js';
import { pidOf, stutter } from '../support/processes.js';
import type { WatchedShop } from '../support/watched.js';

/** The processes themselves, and who knocks at them. */
export function fleet(shop: WatchedShop): void {
  it('tell of forged webhooks and updates', async () => {
    const forge = (path: string, headers: Record<string, string>) =>
      fetch(`${shop.edgeUrl}${path}`, { method: 'POST', headers, body: '{}' });
    for (let n = 0; n < 40; n += 1) {
      expect((await forge('/webhook/yookassa', { 'x-forwarded-for': '203.0.113.7' })).status).to.equal(401);
      const wrong = { 'x-telegram-bot-api-secret-token': 'a-secret-that-is-none' };
      expect((await forge('/telegram/webhook', wrong)).status).to.equal(401);
    }
    await shop.fires('SignatureFailures', { severity: 'security', sender: 'yookassa' });
    await shop.fires('SignatureFailures', { severity: 'security', sender: 'telegram' });
  });

  it('tell of a process that is held up', async () => {
    const end = new AbortController();
    const stuttering = stutter(pidOf(shop, 'web'), end.signal);
    await shop.fires('EventLoopLag', { severity: 'warn', job: 'web' }).finally(() => end.abort());
    await stuttering;
    await shop.rests('EventLoopLag', { job: 'web' });
  });

  it('tell of a process that is started again and again', async () => {
    const startedAt = async () =>
      (await shop.prometheus.query('process_start_time_seconds{job="bot"}'))[0]?.value[1];
    for (let n = 0; n < 4; n += 1) {
      await until(async () => (await startedAt()) !== undefined, 30_000);
      const before = await startedAt();
      await shop.fleet.kill('bot');
      await until(async () => ![undefined, before].includes(await startedAt()), 30_000);
    }
    await shop.fires('Restarts', { severity: 'warn', job: 'bot' });
  });
}

import { expect } from 'chai';
import { madeSecret } from '../../../src/config/bot.js';
import { made } from '../../../src/main/demo/environment.js';
import { until } from '../../support/until.js';
import { boughtOnce, dealOf, newBuyer, pay } from '../support/buyer.js';
import { answersTo } from '../support/faults.js';
import type { Shop } from '../support/shop.js';

/** Webhooks need only Postgres. */
export function redisAway(shop: Shop): void {
  describe('a fleet whose Redis is away', () => {
    it('takes every webhook, refuses updates until later, says so, and catches up afterwards', async () => {
      const buyers = await Promise.all([1, 2, 3].map(() => newBuyer(shop)));
      const payments = await Promise.all(buyers.map((buyer) => buyer.order()));
      await shop.redisServer.kill();

      await Promise.all(payments.map((payment) => pay(shop, payment)));
      const answers = () => Promise.all(payments.map((payment) => answersTo(shop, payment)));
      await until(async () => (await answers()).every(({ length }) => length > 0), 20_000);
      expect(await answers(), 'what web answered').to.deep.equal([[200], [200], [200]]);

      const update = await fetch(`${shop.botUrl}/telegram/webhook`, {
        method: 'POST',
        headers: { 'x-telegram-bot-api-secret-token': madeSecret(made.token) },
        body: JSON.stringify({ update_id: 1 }),
      });
      expect([update.status, update.headers.get('retry-after')]).to.deep.equal([503, '2']);
      expect(await statusOf(`${shop.webUrl}/queues`)).to.equal(503);
      const ready = await Promise.all(
        Object.entries(shop.ops).map(async ([name, url]) => [name, await statusOf(`${url}/health/ready`)]),
      );
      expect(Object.fromEntries(ready), 'who is ready').to.deep.equal({
        bot: 503,
        web: 200,
        'worker-1': 503,
        'worker-2': 503,
        scheduler: 200,
      });
      for (const [name, url] of Object.entries(shop.ops)) {
        expect(await statusOf(`${url}/health/live`), `${name} lives`).to.equal(200);
      }
      const [first] = buyers;
      await first?.text('/help');
      for (const buyer of buyers)
        expect((await dealOf(shop, buyer)).paid, 'applied without Redis').to.equal(0);

      await shop.redisServer.start();
      await first?.sees('an answer to what was asked meanwhile', /Как это работает/);
      for (const buyer of buyers) await boughtOnce(shop, buyer, 40_000);
      await shop.fleet.ready();
      expect(await statusOf(`${shop.webUrl}/queues`)).to.equal(303);
    });
  });
}

const statusOf = async (url: string): Promise<number> => (await fetch(url, { redirect: 'manual' })).status;

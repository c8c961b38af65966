import { until } from '../../support/until.js';
import { boughtOnce, chooseCard, newBuyer, pay } from '../support/buyer.js';
import { breakPanel, breakYookassa, faultsLeft, mend, yookassaJournal } from '../support/faults.js';
import type { Shop } from '../support/shop.js';

/** Whatever was committed is carried out, from Postgres alone. */
export function redisWiped(shop: Shop): void {
  const failedCalls = async (what: string): Promise<number> =>
    (await yookassaJournal(shop)).filter((line) => line.what.startsWith(what) && line.status === 500).length;

  /** Together with Redis go those who could have finished without it. A dead worker's turn need not run out here. */
  async function wipeWithWorkers(table: 'payments' | 'subscriptions'): Promise<void> {
    await Promise.all([shop.fleet.kill('worker-1'), shop.fleet.kill('worker-2')]);
    await shop.redisServer.wipe();
    await shop.db.knex(table).whereNotNull('turn').update({ turnUntil: new Date() });
  }

  describe('a purchase in whose middle Redis is wiped', () => {
    afterEach(() => mend(shop));

    it('comes to one deal when the wipe follows the tap on a way to pay', async () => {
      const buyer = await newBuyer(shop);
      await breakYookassa(shop, { match: 'POST /payments', kind: 'slow', ms: 1_500 });
      await chooseCard(buyer);
      const isBeingOpened = () => shop.db.knex('payments').whereNotNull('turn').first();
      await until(async () => (await isBeingOpened()) !== undefined, 20_000, 'nobody opens the payment');
      await wipeWithWorkers('payments');

      await pay(shop, await buyer.invoiced());
      await boughtOnce(shop, buyer);
    });

    it('comes to one deal when the wipe follows the webhook, whose job waits for another attempt', async () => {
      const buyer = await newBuyer(shop);
      const payment = await buyer.order();
      await breakYookassa(shop, { match: 'GET /payments', kind: '500', times: 100 });
      await pay(shop, payment);
      await until(async () => (await failedCalls('GET /payments')) > 0, 20_000, 'nobody asks');
      await shop.redisServer.wipe();
      await mend(shop);

      await boughtOnce(shop, buyer);
    });

    it('comes to one deal when the wipe follows the grant, while the panel is being told', async () => {
      const buyer = await newBuyer(shop);
      const payment = await buyer.order();
      await breakPanel(shop, { match: 'POST /api/users', kind: 'slow', times: 1, ms: 1_500 });
      await pay(shop, payment);
      await until(async () => (await faultsLeft(shop)) === 0, 20_000, 'nobody told the panel');
      await wipeWithWorkers('subscriptions');

      await boughtOnce(shop, buyer);
    });
  });
}

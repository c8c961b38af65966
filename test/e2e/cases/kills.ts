import { expect } from 'chai';
import { until } from '../../support/until.js';
import { boughtOnce, newBuyer, pay, tell } from '../support/buyer.js';
import { longestDelay, startedAgain } from '../support/delay.js';
import { breakPanel, breakYookassa, faultsLeft, mend } from '../support/faults.js';
import type { Shop } from '../support/shop.js';

/** Needs TIME_SCALE 1: the seconds below are what people wait. */
export function kills(shop: Shop): void {
  describe('a process that is killed in the middle', () => {
    afterEach(() => mend(shop));

    it('loses no update when it is the bot', async () => {
      const buyer = await newBuyer(shop);
      await buyer.text('/start');
      await buyer.sees('a welcome', /Привет/);
      await shop.fleet.kill('bot');
      await buyer.text('/help');

      await buyer.sees('an answer', /Как это работает/);
      const answers = (await buyer.all()).filter(({ text }) => text.includes('Как это работает'));
      expect(answers.length).to.equal(1);
    });

    it('loses no webhook when it is web', async () => {
      const buyer = await newBuyer(shop);
      const payment = await buyer.order();
      await shop.fleet.kill('web');
      await pay(shop, payment);

      await boughtOnce(shop, buyer);
    });

    it('keeps no other from its work, and comes back, when it is the scheduler', async () => {
      await shop.fleet.kill('scheduler');

      const isReady = (): Promise<boolean> =>
        fetch(`${shop.ops['scheduler']}/health/ready`).then(
          ({ ok }) => ok,
          () => false,
        );
      await until(isReady, 30_000, 'the scheduler did not come back');
    });

    it('delays work by 15 seconds and repeats nothing when it is every worker at once', async () => {
      const [opening, reconciling, provisioning] = await Promise.all([1, 2, 3].map(() => newBuyer(shop)));
      if (!opening || !reconciling || !provisioning) throw new Error('nobody came');
      const [second, third] = await Promise.all([reconciling.order(), provisioning.order()]);
      await breakPanel(shop, { match: 'POST /api/users', kind: 'slow', times: 1, ms: 2_000 });
      await pay(shop, third);
      await until(async () => (await faultsLeft(shop)) === 0, 20_000, 'nobody told the panel');
      await breakYookassa(shop, { match: 'GET /payments', kind: 'slow', ms: 2_000 });
      await pay(shop, second);
      const reconciles = () => shop.db.knex('inbox_events').where({ state: 'new' });
      await until(async () => (await reconciles()).length > 0, 20_000, 'no webhook came');
      await tell(shop, '/control/telegram/faults', {
        method: 'sendMessage',
        kind: 'slow',
        ms: 2_000,
        times: 1,
      });
      await opening.text('/start');
      await until(
        async () => (await shop.db.knex('users').where({ telegramId: String(opening.id) })).length === 1,
        20_000,
        'nobody drains the mailbox',
      );
      await Promise.all([shop.fleet.kill('worker-1'), shop.fleet.kill('worker-2')]);
      const killedAt = Date.now();
      const workers = ['worker-1', 'worker-2'].map((name) => shop.ops[name] ?? '');
      const everything = [
        opening.sees('a welcome', /Привет/),
        ...[reconciling, provisioning].map((buyer) => boughtOnce(shop, buyer)),
      ];
      const [startedMs, ms] = await Promise.all([
        startedAgain(killedAt, async () => workers),
        Promise.all(everything).then(() => Date.now() - killedAt),
      ]);
      console.log(`        everything went on within ${ms} ms, ${startedMs} of them for a start`);
      expect(ms, 'milliseconds until everything went on').to.be.below(longestDelay(startedMs));
    });
  });
}

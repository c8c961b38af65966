import { expect } from 'chai';
import { made } from '../../../src/main/demo/environment.js';
import { boughtOnce, newBuyer, pay, tell } from '../support/buyer.js';
import { breakYookassa, mend } from '../support/faults.js';
import { secretsIn, secretsOf, textOf } from '../support/secrets.js';
import type { Shop } from '../support/shop.js';

/** After all that went well and wrong. Comes last. `mishaps` makes errors first, since they hold addresses and headers. */
export function secrets(shop: Shop, { mishaps }: { readonly mishaps: boolean }): void {
  describe('secrets, after all that', () => {
    afterEach(() => mend(shop));

    it('stand neither in the logs nor in Redis, and no link to anybody’s access does', async () => {
      const buyer = await newBuyer(shop);
      if (mishaps) await troubleTelegram(shop);
      const payment = await buyer.order();
      if (mishaps) await troubleYookassa(shop);
      await pay(shop, payment);
      await boughtOnce(shop, buyer);

      const known = secretsOf(shop);
      expect(secretsIn(`https://api.telegram.org/bot${made.token}/getMe`, known)).to.have.lengthOf(2);
      expect(Object.keys(known)).to.include(`the link of tg_${buyer.id}`);
      const [log, redis] = [await shop.log(), await textOf(shop.redis)];
      expect(log).to.contain('"job":"payment.reconcile"');
      expect(redis).to.contain('payment.reconcile:');
      if (mishaps) expect(log).to.contain('telegram: sendMessage').and.contain('yookassa did not answer');
      if (mishaps) expect(redis).to.contain('failedReason');
      expect(secretsIn(log, known), 'in the logs').to.deep.equal([]);
      expect(secretsIn(redis, known), 'in Redis').to.deep.equal([]);
      expect(log, 'somebody’s stack').to.not.match(/\\n\s+at /);
      const strays = log.split('\n').filter((line) => line !== '' && !line.startsWith('{"level":'));
      expect(strays, 'what is no line of ours').to.deep.equal([]);
    });
  });
}

async function troubleTelegram(shop: Shop): Promise<void> {
  for (const kind of ['reset', 'html'])
    await tell(shop, '/control/telegram/faults', { method: 'sendMessage', kind, times: 1 });
}

async function troubleYookassa(shop: Shop): Promise<void> {
  for (const kind of ['reset', 'html', '401']) await breakYookassa(shop, { match: 'GET /payments', kind });
}

import { expect } from 'chai';
import { until } from '../../support/until.js';
import { boughtOnce, dealOf, newBuyer, pay } from '../support/buyer.js';
import { breakPanel, faultsLeft, mend } from '../support/faults.js';
import type { Shop } from '../support/shop.js';

/** Credit first, provision second, tell third. */
export function panelAway(shop: Shop): void {
  describe('a panel in trouble while people pay', () => {
    afterEach(() => mend(shop));

    it('costs no payment and makes no second account, whether it is away or its answer gets lost', async () => {
      const [lost, ...others] = await Promise.all([1, 2, 3].map(() => newBuyer(shop)));
      if (!lost) throw new Error('nobody came');
      const buyers = [lost, ...others];
      const payments = new Map(
        await Promise.all(buyers.map(async (buyer) => [buyer, await buyer.order()] as const)),
      );
      // The first account is made and nobody hears of it; after that there is no panel at all.
      await breakPanel(shop, { match: 'POST /api/users', kind: 'lost', times: 1 });
      await pay(shop, payments.get(lost) ?? '');
      await until(async () => (await faultsLeft(shop)) === 0, 20_000, 'nobody told the panel');
      await breakPanel(shop, { match: '/api', kind: 'down' });
      await Promise.all(others.map((buyer) => pay(shop, payments.get(buyer) ?? '')));

      for (const buyer of buyers) {
        await buyer.sees('that access is prepared', /Оплачено, готовим доступ/);
        const deal = await dealOf(shop, buyer);
        expect(deal).to.deep.include({
          payments: ['succeeded'],
          paid: 1,
          grants: 1,
          ledger: 1,
          successes: 0,
        });
        expect(deal.accounts).to.equal(buyer === lost ? 1 : 0);
      }
      await mend(shop);
      for (const buyer of buyers) await boughtOnce(shop, buyer, 40_000);
    });

    it('holds up nobody who pays while it is slow', async () => {
      const buyer = await newBuyer(shop);
      const payment = await buyer.order();
      await breakPanel(shop, { match: 'POST /api/users', kind: 'slow', times: 1, ms: 6_000 });
      await pay(shop, payment);

      await buyer.sees('that access is prepared', /Оплачено, готовим доступ/);
      await buyer.text('/help');
      await buyer.sees('an answer meanwhile', /Как это работает/);
      expect((await dealOf(shop, buyer)).successes, 'the panel is slower than that').to.equal(0);
      await boughtOnce(shop, buyer);
    });
  });
}

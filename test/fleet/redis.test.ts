import { expect } from 'chai';
import { boughtOnce, newBuyer, pay, type Buyer } from '../e2e/support/buyer.js';
import { useShop } from '../e2e/support/shop.js';
import { until } from '../support/until.js';
import { startCluster, startSentinels, type RedundantRedis } from './support/redundant-redis.js';

const kinds = { 'a Redis that sentinels watch': startSentinels, 'a Redis Cluster': startCluster };

for (const [kind, start] of Object.entries(kinds)) {
  describe(`a fleet over ${kind}`, function () {
    this.timeout(180_000);
    let redis: RedundantRedis;
    const shop = useShop({ redis: async () => (redis = await start()) });

    it('sells', async () => {
      const buyer = await newBuyer(shop);
      await pay(shop, await buyer.order());
      await boughtOnce(shop, buyer);
    });

    it('shows Bull Board', async () => {
      const { status } = await fetch(`${shop.webUrl}/queues/login`);
      expect(status).to.equal(200);
    });

    it('completes every purchase once when the master is killed in the middle', async () => {
      const before = await Promise.all([1, 2, 3, 4].map(() => newBuyer(shop)));
      const payments = await Promise.all(before.map((buyer) => buyer.order()));
      const [first = '', ...others] = payments;
      await pay(shop, first);
      await redis.killMaster();
      await Promise.all(others.map((payment) => pay(shop, payment)));
      const late = await newBuyer(shop);
      const order = orderAgain(late);

      await until(redis.hasFailedOver, 60_000, 'no other became master');
      await pay(shop, await order);
      for (const buyer of [...before, late]) await boughtOnce(shop, buyer, 60_000);
      expect(Object.values(shop.ops).length).to.equal(5);
      await shop.fleet.ready();
    });
  });
}

/** A tap that was only in the Redis that died is lost: the buyer taps again. */
async function orderAgain(buyer: Buyer): Promise<string> {
  return buyer.order().catch(() => buyer.order());
}

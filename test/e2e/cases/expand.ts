import { boughtOnce, newBuyer, pay } from '../support/buyer.js';
import type { Shop } from '../support/shop.js';

/** Tables whose rows a purchase reads and writes. */
const tables = [
  'users',
  'chats',
  'orders',
  'payments',
  'subscriptions',
  'grants',
  'messages',
  'outbox',
  'plan_versions',
  'inbox_events',
  'ledger_transactions',
  'ledger_entries',
] as const;

/** A deploy migrates first: until it is reloaded the fleet works on tables that have more columns than it knows of. */
export function expand(shop: Shop): void {
  describe('a fleet that is older than its tables', () => {
    it('goes on selling while a migration adds to its tables', async () => {
      for (let visit = 0; visit < 3; visit += 1) await buy(shop); // its connections know their statements
      const underWay = buy(shop);
      for (const table of tables) {
        await shop.db.knex.raw(`alter table ?? add column "added later" text default 'new'`, [table]);
        await shop.db.knex.raw(`create index on ?? ("added later")`, [table]);
      }
      await underWay;
      for (let visit = 0; visit < 3; visit += 1) await buy(shop);
    });
  });
}

async function buy(shop: Shop): Promise<void> {
  const buyer = await newBuyer(shop);
  await pay(shop, await buyer.order());
  await boughtOnce(shop, buyer);
}

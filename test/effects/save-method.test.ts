import { expect } from 'chai';
import { useDatabase } from '../support/database.js';
import { openShop } from '../support/shop.js';

describe('a method that a provider tells of beside a payment', () => {
  const database = useDatabase();

  for (const saves of [true, false]) {
    it(`is ${saves ? 'kept where its payer agreed to it' : 'not kept where its payer did not agree'}`, async () => {
      const { db } = database;
      const shop = await openShop(db);
      const userId = await shop.person();
      const payment = await shop.attempt(await shop.order(userId));
      await payment.$query(db.knex).patch({ saves });
      const method = { id: 'pm-1', title: 'Mir •• 4242', kind: 'card' } as const;
      await shop.see(payment, 'succeeded', { method });
      expect(await db.paymentMethods.ofPerson(db.knex, userId)).to.have.length(saves ? 1 : 0);
    });
  }
});

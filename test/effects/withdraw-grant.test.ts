import { expect } from 'chai';
import type { Payment } from '../../src/db/models/payment.js';
import { appendGrant } from '../../src/effects/append-grant.js';
import { addTerm, dayMs } from '../../src/domain/term.js';
import { useDatabase } from '../support/database.js';
import { useRefunds } from '../support/refunds.js';
import { rub } from '../support/shop.js';
import { useWorld } from '../support/world.js';

describe('a part that goes back of a month', () => {
  const database = useDatabase();
  const world = useWorld();
  const { shop, userId, purchase, back, end } = useRefunds(database, world);

  const paidUntil = async (day: Date): Promise<void> => {
    const { db } = database;
    const { id: planVersionId } = await shop().offer(1);
    const days = Math.ceil((day.getTime() - Date.now()) / dayMs);
    const grant = { source: 'order', sourceId: '900000', days, planVersionId } as const;
    const target = { userId: userId(), subscriptionId: null };
    await db.transaction((trx) => appendGrant(db, trx, target, grant, new Date()));
  };
  const bought = async (): Promise<{ payment: Payment; start: number; whole: number }> => {
    const start = (await end())!;
    const payment = await purchase();
    return { payment, start, whole: (await end())! };
  };

  for (const month of [0, 1, 2, 3]) {
    it(`that began ${month} months after a first of February takes days of that month, in proportion`, async () => {
      const year = new Date().getUTCFullYear() + 1;
      await paidUntil(new Date(Date.UTC(year, 1 + month, 1)));
      const { payment, start, whole } = await bought();
      const days = (whole - start) / dayMs;
      expect(whole).to.equal(addTerm(new Date(start), { months: 1, days: 0 }).getTime());

      await back(payment, { amount: rub(100_00n) });
      expect((whole - (await end())!) / dayMs).to.equal(Math.floor((days * 100) / 199));
      await back(payment, { amount: rub(95_00n) });
      expect((whole - (await end())!) / dayMs).to.equal(Math.floor((days * 195) / 199));
      expect(await end()).to.be.at.least(start + dayMs);
      await back(payment);
      expect(await end()).to.equal(start);
    });
  }
});

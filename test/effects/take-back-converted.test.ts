import { expect } from 'chai';
import type { Payment } from '../../src/db/models/payment.js';
import { addTerm, dayMs } from '../../src/domain/term.js';
import { useDatabase } from '../support/database.js';
import { openShop, type TestShop } from '../support/shop.js';
import { splitting } from '../support/splitting.js';

describe('a refund of time that another plan was bought for', () => {
  const database = useDatabase();
  let shop: TestShop;
  let userId: bigint;
  const { refund } = splitting(() => ({ db: database.db, shop, userId }));

  beforeEach(async () => {
    shop = await openShop(database.db);
    userId = await shop.person();
  });

  const buy = async (plan: 'plus' | 'month'): Promise<Payment> => {
    const version = plan === 'plus' ? await shop.plus() : await shop.offer(1);
    const payment = await shop.attempt(await shop.order(userId, version));
    await shop.see(payment);
    return payment;
  };
  /** Days that are left, to the nearest. */
  const left = async (): Promise<number> => {
    const { paidUntil } = await shop.subscription(userId);
    return Math.round(((paidUntil?.getTime() ?? 0) - Date.now()) / dayMs);
  };
  /** Days of the month that begins in so many days. */
  const month = (inDays = 0): number => {
    const from = Date.now() + inDays * dayMs;
    return Math.round((addTerm(new Date(from), { months: 1, days: 0 }).getTime() - from) / dayMs);
  };

  it('takes the days that it became, too: what is left is what is still paid for', async () => {
    const plus = await buy('plus');
    await buy('month');
    expect(await left()).to.be.greaterThan(2 * month());
    await refund(plus);
    expect(await left()).to.equal(month());
    expect(await database.db.ledger.audit()).to.deep.equal([]);
  });

  it('takes of them in proportion where a part of it goes back', async () => {
    const plus = await buy('plus');
    await buy('month');
    const before = await left();
    await refund(plus, 199_00n);
    // Half of the dear month, which is as many days of the other as a whole one of those; the bought one begins earlier.
    const taken = month() + month(2 * month() - 1) - month(month() - 1);
    expect(before - (await left())).to.be.within(taken - 2, taken + 2);
    await refund(plus);
    expect(await left()).to.equal(month());
  });

  it('gives back what it took of the time that stays', async () => {
    await buy('month');
    const plus = await buy('plus');
    await refund(plus);
    expect(await left()).to.equal(month());
  });
});

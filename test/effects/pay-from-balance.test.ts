import { expect } from 'chai';
import type { Order } from '../../src/db/models/order.js';
import { payFromBalance } from '../../src/effects/pay-from-balance.js';
import { useDatabase } from '../support/database.js';
import { monthPrice, openShop, rub, type TestShop } from '../support/shop.js';

describe('paying from the balance', () => {
  const database = useDatabase();
  let shop: TestShop;
  let userId: bigint;

  beforeEach(async () => {
    shop = await openShop(database.db);
    userId = await shop.person();
  });

  const grants = () => database.db.knex('grants').count<{ count: bigint }[]>('* as count');
  const pay = (order: Order) =>
    database.db.transaction(async (trx) => {
      const locked = await database.db.orders.lock(trx, order.id);
      return payFromBalance(database.db, trx, locked, new Date());
    });
  /** What a tap does: the same order while it is open, a new one once it was paid. */
  const tap = async () => {
    const { id: planVersionId } = await shop.offer(1);
    return database.db.transaction(async (trx) => {
      const wanted = { userId, subscriptionId: null, kind: 'buy', planVersionId, price: monthPrice } as const;
      return payFromBalance(database.db, trx, await database.db.orders.findOrOpen(trx, wanted), new Date());
    });
  };

  it('pays, grants and books in the same commit, and owes no message: the tap shows it', async () => {
    await shop.give(userId, rub(300_00n));
    const order = await shop.order(userId);
    const subscriptionId = await pay(order);

    expect(subscriptionId).to.equal((await shop.subscription(userId)).id);
    expect(await shop.stateOf(order, 'orders')).to.equal('paid');
    const [payment] = await database.db.payments.query();
    expect(payment).to.include({
      provider: 'balance',
      externalId: `balance:${order.id}`,
      state: 'succeeded',
    });
    expect([await shop.balance(userId), await shop.sum('sales')]).to.deep.equal([101_00n, 199_00n]);
    expect(await shop.told()).to.deep.equal([]);
  });

  it('changes nothing when the balance is too small', async () => {
    await shop.give(userId, rub(198_99n));
    const order = await shop.order(userId);

    expect(await pay(order)).to.equal(null);
    expect(await shop.stateOf(order, 'orders')).to.equal('open');
    expect(await database.db.payments.query()).to.deep.equal([]);
    expect(await shop.balance(userId)).to.equal(198_99n);
  });

  it('pays an order once, though it is tapped twenty times at once', async () => {
    await shop.give(userId, rub(10_000_00n));
    const order = await shop.order(userId);
    const paid = await Promise.all(Array.from({ length: 20 }, () => pay(order)));

    expect(new Set(paid).size).to.equal(1);
    expect(await shop.balance(userId)).to.equal(10_000_00n - 199_00n);
    expect(await grants()).to.deep.equal([{ count: 1n }]);
    expect(await database.db.ledger.audit()).to.deep.equal([]);
  });

  it('never goes below zero, though twenty buy at once', async () => {
    await shop.give(userId, rub(500_00n));
    const paid = await Promise.all(Array.from({ length: 20 }, tap));

    expect(paid.filter((id) => id !== null)).to.have.length(2);
    expect(await shop.balance(userId)).to.equal(102_00n);
    expect(await grants()).to.deep.equal([{ count: 2n }]);
    expect(await shop.sum('sales')).to.equal(398_00n);
    expect(await database.db.ledger.audit()).to.deep.equal([]);
  });

  it("takes nobody else's money", async () => {
    await shop.give(await shop.person(77n), rub(500_00n));
    expect(await tap()).to.equal(null);
  });
});

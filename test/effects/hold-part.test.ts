import { expect } from 'chai';
import type { Order } from '../../src/db/models/order.js';
import { requestRefund } from '../../src/effects/request-refund.js';
import { refuseRefund } from '../../src/effects/cancel-refund.js';
import orderExpire from '../../src/jobs/order.expire.js';
import { useDatabase } from '../support/database.js';
import { perform } from '../support/perform.js';
import { openShop, rub, sqlState, type TestShop } from '../support/shop.js';
import { splitting } from '../support/splitting.js';

const price = rub(199_00n);

describe('an order that the balance pays a part of', () => {
  const database = useDatabase();
  let shop: TestShop;
  let userId: bigint;
  beforeEach(async () => {
    shop = await openShop(database.db);
    userId = await shop.person();
    await shop.give(userId, rub(50_00n));
  });

  const { open, attempt, refund } = splitting(() => ({ db: database.db, shop, userId }));
  const cancel = ({ id }: Order) => database.db.orders.query().findById(id).patch({ state: 'canceled' });
  const grants = () => database.db.knex('grants').where({ source: 'order' });
  const money = async ({ id }: Order) => ({
    balance: await shop.balance(userId),
    held: await shop.sum(`held:${id}`),
    sales: await shop.sum('sales'),
  });
  const soundBooks = async () => expect(await database.db.ledger.audit()).to.deep.equal([]);

  it('holds it, and takes both with one grant once the rest has come', async () => {
    const order = (await open())!;
    expect(await money(order)).to.deep.equal({ balance: 0n, held: 50_00n, sales: 0n });
    await soundBooks();
    const payment = await attempt(order);
    expect(payment.amountMinor).to.equal(149_00n);
    await Promise.all([1, 2, 3].map(() => shop.see(payment)));
    expect(await money(order)).to.deep.equal({ balance: 0n, held: 0n, sales: price.minor });
    expect([await shop.stateOf(order, 'orders'), (await grants()).length]).to.deep.equal(['paid', 1]);
    await soundBooks();
  });

  it('holds once, however many taps come at the same time', async () => {
    const orders = await Promise.all(Array.from({ length: 20 }, () => open()));
    expect(new Set(orders.map((order) => order!.id)).size).to.equal(1);
    expect(await money(orders[0]!)).to.include({ balance: 0n, held: 50_00n });
  });

  it('is given up where the balance is spent meanwhile, and nothing is held', async () => {
    expect(await open(60_00n)).to.equal(undefined);
    expect(await shop.balance(userId)).to.equal(50_00n);
    expect(await database.db.knex('orders').pluck('state')).to.deep.equal(['canceled']);
    await soundBooks();
  });

  const ends = {
    'is canceled': cancel,
    'is not paid within a day': ({ id }: Order) =>
      database.db
        .knex('orders')
        .where({ id: String(id) })
        .update({ createdAt: new Date(Date.now() - 2 * 86_400_000) })
        .then(() => perform(orderExpire, 'tick', { db: database.db })),
    'makes room for another': () => open(0n, 3),
    'makes room for the same without a part': () => open(0n),
    'makes room for what was paid elsewhere': async () => {
      const { id: planVersionId } = await shop.offer(3);
      await database.db.transaction((trx) =>
        database.db.orders.open(trx, { userId, subscriptionId: null, kind: 'buy', planVersionId, price }),
      );
    },
  };
  for (const [what, end] of Object.entries(ends))
    it(`gives it back, once, when it ${what}`, async () => {
      const order = (await open())!;
      await end(order);
      await cancel(order);
      expect(await money(order)).to.deep.equal({ balance: 50_00n, held: 0n, sales: 0n });
      await soundBooks();
    });

  it('given up, is paid all the same by a late payment while the balance has the part', async () => {
    const order = (await open())!;
    const payment = await attempt(order);
    await cancel(order);
    await shop.see(payment);
    expect(await money(order)).to.deep.equal({ balance: 0n, held: 0n, sales: price.minor });
    expect(await grants()).to.have.length(1);
    await soundBooks();
  });

  it('given up and its part spent, leaves what comes late on the balance', async () => {
    const order = (await open())!;
    const payment = await attempt(order);
    await cancel(order);
    await database.db.transaction((trx) =>
      database.db.ledger.transfer(trx, {
        key: 'spent',
        from: `user:${userId}`,
        to: 'adjust',
        amount: rub(1n),
      }),
    );
    await shop.see(payment);
    expect(await money(order)).to.deep.equal({ balance: 198_99n, held: 0n, sales: 0n });
    expect(await grants()).to.have.length(0);
    await soundBooks();
  });

  it('paid a second time, leaves the second on the balance', async () => {
    const order = (await open())!;
    const both = [await attempt(order), await attempt(order, 'cryptopay')];
    for (const payment of both) await shop.see(payment);
    expect(await money(order)).to.deep.equal({ balance: 149_00n, held: 0n, sales: price.minor });
    await soundBooks();
  });

  it('refunded, gives the provider’s part to the provider and then the other to the balance, once', async () => {
    const order = (await open())!;
    const payment = await attempt(order);
    await shop.see(payment);
    await refund(payment, 99_00n);
    expect(await money(order)).to.deep.equal({ balance: 0n, held: 0n, sales: 100_00n });
    const [{ days }] = (await database.db.knex('grant_withdrawals')) as [{ days: number }];
    expect(days, 'a share of the whole price').to.be.within(13, 15);
    await refund(payment);
    expect(await money(order)).to.deep.equal({ balance: 50_00n, held: 0n, sales: 0n });
    expect((await shop.subscription(userId)).paidUntil).to.equal(null);
    await soundBooks();
  });

  it('keeps its part while a refund of what waits in review is refused', async () => {
    const { db } = database;
    const order = (await open())!;
    const { id: paymentId } = await attempt(order);
    await db.payments.query().findById(paymentId).patch({ state: 'review' });
    const wish = { paymentId, takesGrant: true, toBalance: false, actor: 'cli', reason: 'test' };
    const { id } = await db.transaction((trx) => requestRefund(db, trx, wish));
    const asked = await db.refunds.query().findById(id).throwIfNotFound();
    await db.transaction((trx) => refuseRefund(db, trx, asked, 'not possible'));
    expect(await money(order)).to.deep.equal({ balance: 0n, held: 50_00n, sales: 0n });
    await soundBooks();
  });

  it('cannot be for nothing, for more than the price, or for less than nothing', async () => {
    for (const heldMinor of [price.minor, price.minor + 1n, -1n])
      expect(await sqlState(open(heldMinor)), String(heldMinor)).to.equal('23514');
  });
});

import { expect } from 'chai';
import { useDatabase } from '../support/database.js';
import { monthPrice, openShop, rub, type TestShop } from '../support/shop.js';

describe('an order', () => {
  const database = useDatabase();
  let shop: TestShop;
  let userId: bigint;
  const orders = () => database.db.orders.query().orderBy('id');

  beforeEach(async () => {
    shop = await openShop(database.db);
    userId = await shop.person();
  });

  it('is one, though it is asked for twenty times at once', async () => {
    const opened = await Promise.all(Array.from({ length: 20 }, () => shop.order(userId)));

    expect(new Set(opened.map(({ id }) => id)).size).to.equal(1);
    expect(await orders()).to.have.length(1);
    expect(opened[0]!.price).to.deep.equal(monthPrice);
  });

  it('for something else is another, and gives up the older one of its kind', async () => {
    const month = await shop.order(userId);
    const topup = await shop.topup(userId, rub(100_00n));
    const quarter = await shop.order(userId, await shop.offer(3));

    const states = (await orders()).map(({ id, state }) => [id, state]);
    expect(states).to.deep.equal([
      [month.id, 'canceled'],
      [topup.id, 'open'],
      [quarter.id, 'open'],
    ]);
  });

  it('of another person is theirs', async () => {
    const first = await shop.order(userId);
    const second = await shop.order(await shop.person(77n));
    expect(second.id).not.to.equal(first.id);
    expect(await shop.stateOf(first, 'orders')).to.equal('open');
  });

  it('that was paid is not opened again: the next is a new one', async () => {
    const paid = await shop.order(userId);
    await shop.see(await shop.attempt(paid));
    const next = await shop.order(userId);
    expect(next.id > paid.id).to.equal(true);
    expect(await shop.stateOf(paid, 'orders')).to.equal('paid');
  });

  it('knows whether something newer of its kind was paid', async () => {
    const { db } = database;
    const newerPaid = (order: typeof older) => db.transaction((trx) => db.orders.newerPaid(trx, order));
    const older = await shop.order(userId);
    await shop.see(await shop.attempt(await shop.topup(userId, rub(100_00n))));
    expect(await newerPaid(older)).to.equal(false);

    const newer = await shop.order(userId, await shop.offer(3));
    expect(await newerPaid(older)).to.equal(false);
    await shop.see(await shop.attempt(newer));
    expect(await newerPaid(older)).to.equal(true);
    expect(await newerPaid(newer)).to.equal(false);
  });

  it('knows of a renewal whether a newer one of its own subscription was paid', async () => {
    const { db } = database;
    const first = await db.transaction((trx) => db.subscriptions.lockFirst(trx, userId));
    const [second] = await db.knex('subscriptions').insert({ userId: String(userId), number: 2 }, 'id');
    const older = await shop.order(userId);
    const newer = await shop.order(userId, await shop.offer(3));
    await shop.see(await shop.attempt(newer));
    const newerPaid = async (subscriptionId: bigint) => {
      const renews = (id: bigint, whose: bigint) =>
        db.orders.query().patchAndFetchById(String(id), { kind: 'renewal', subscriptionId: whose });
      await renews(newer.id, subscriptionId);
      const order = await renews(older.id, first.id);
      return db.transaction((trx) => db.orders.newerPaid(trx, order));
    };
    expect(await newerPaid(second!.id)).to.equal(false);
    expect(await newerPaid(first.id)).to.equal(true);
  });
});

describe('an attempt to pay', () => {
  const database = useDatabase();
  let shop: TestShop;

  beforeEach(async () => {
    shop = await openShop(database.db);
  });

  it('is one per order and provider until it came to an end', async () => {
    const order = await shop.order(await shop.person());
    const attempts = await Promise.all(
      Array.from({ length: 20 }, () =>
        database.db.transaction(async (trx) => {
          await database.db.orders.lock(trx, order.id);
          return database.db.payments.findOrStart(trx, {
            orderId: order.id,
            provider: 'yookassa',
            amount: order.price,
          });
        }),
      ),
    );

    expect(attempts.filter(({ isNew }) => isNew)).to.have.length(1);
    expect(new Set(attempts.map(({ payment }) => payment.id)).size).to.equal(1);
    const [{ payment }] = attempts as [(typeof attempts)[number]];
    await shop.see(payment, 'canceled');
    expect((await shop.attempt(order)).id).not.to.equal(payment.id);
    expect((await shop.attempt(order, 'balance')).id).not.to.equal(payment.id);
  });

  it('is shown to nobody but the person whose order it is', async () => {
    const [mine, theirs] = [await shop.person(1n), await shop.person(2n)];
    const { id } = await shop.attempt(await shop.order(mine));
    expect((await database.db.payments.ofPerson(id, mine))?.id).to.equal(id);
    expect(await database.db.payments.ofPerson(id, theirs)).to.equal(undefined);
  });

  it('is opened by one caller at a time, until its turn ends or runs out', async () => {
    const { payments } = database.db;
    const { id } = await shop.attempt(await shop.order(await shop.person()));
    const tokens = Array.from({ length: 10 }, () => crypto.randomUUID());
    const turns = await Promise.all(tokens.map((token) => payments.takeTurn(id, token, 60_000)));
    expect(turns.filter(Boolean)).to.have.length(1);

    const mine = turns.find(Boolean)!.turn!;
    const other = tokens.find((token) => token !== mine)!;
    expect(await payments.giveTurnBack(id, other)).to.equal(false);
    const { updatedAt: cameToItsStateAt } = await payments.byId(database.db.knex, id);
    expect(await payments.giveTurnBack(id, mine)).to.equal(true);
    expect((await payments.byId(database.db.knex, id)).updatedAt).to.deep.equal(cameToItsStateAt);
    expect(await payments.takeTurn(id, other, -1)).to.include({ id });
    expect(await payments.takeTurn(id, mine, 60_000)).to.include({ id });
  });
});

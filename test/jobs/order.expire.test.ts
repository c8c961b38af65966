import { expect } from 'chai';
import expireOrders from '../../src/jobs/order.expire.js';
import { useDatabase } from '../support/database.js';
import { perform } from '../support/perform.js';
import { openShop, rub } from '../support/shop.js';

const hourMs = 3_600_000;

describe('order.expire', () => {
  const database = useDatabase();
  const expireAfter = (ms: number) =>
    perform(expireOrders, 'slot', { db: database.db, now: () => new Date(Date.now() + ms) });

  it('gives up what nobody paid within a day, and nothing else', async () => {
    const shop = await openShop(database.db);
    const [one, two] = [await shop.person(1n), await shop.person(2n)];
    const paid = await shop.order(one);
    await shop.see(await shop.attempt(paid));
    const [open, topup] = [await shop.order(one), await shop.topup(two, rub(100_00n))];
    const states = () => Promise.all([paid, open, topup].map((order) => shop.stateOf(order, 'orders')));

    await expireAfter(23 * hourMs);
    expect(await states()).to.deep.equal(['paid', 'open', 'open']);
    await expireAfter(25 * hourMs);
    await expireAfter(25 * hourMs);
    expect(await states()).to.deep.equal(['paid', 'expired', 'expired']);
  });

  it('lets a new order be opened, and money that comes late still pays the old one', async () => {
    const shop = await openShop(database.db);
    const person = await shop.person();
    const order = await shop.order(person);
    const payment = await shop.attempt(order);
    await expireAfter(25 * hourMs);
    expect((await shop.order(person)).id).not.to.equal(order.id);

    await shop.see(payment);
    expect(await shop.stateOf(order, 'orders')).to.equal('paid');
  });
});

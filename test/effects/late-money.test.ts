import { expect } from 'chai';
import type { NewOrder } from '../../src/db/models/order.js';
import type { Payment } from '../../src/db/models/payment.js';
import { useDatabase } from '../support/database.js';
import { openShop, type TestShop } from '../support/shop.js';

describe('money that comes late', () => {
  const database = useDatabase();
  let shop: TestShop;
  let userId: bigint;
  /** What this person orders: for which subscription, or which add-on. */
  let time: (subscriptionId: bigint | null, months?: number) => Promise<NewOrder>;
  let gift: (months: number) => Promise<NewOrder>;

  beforeEach(async () => {
    shop = await openShop(database.db);
    userId = await shop.person();
    const wanted = async (kind: 'buy' | 'gift', subscriptionId: bigint | null, months: number) => {
      const { id, price } = await shop.offer(months);
      return { userId, subscriptionId, kind, planVersionId: id, price: price! };
    };
    time = (subscriptionId, months = 1) => wanted('buy', subscriptionId, months);
    gift = (months) => wanted('gift', null, months);
  });
  afterEach(async () => expect(await database.db.ledger.audit()).to.deep.equal([]));

  const numbered = (number: number) =>
    database.db.transaction((trx) => database.db.subscriptions.numbered(trx, userId, number));
  /** An invoice for that, by Crypto Pay unless told otherwise. */
  const invoice = async (order: NewOrder, provider = 'cryptopay') =>
    shop.attempt(await database.db.transaction((trx) => database.db.orders.findOrOpen(trx, order)), provider);
  const buy = async (order: NewOrder): Promise<void> => shop.see(await invoice(order, 'yookassa'));
  const devices = (amount: bigint, priceMinor = 50_00n) =>
    database.db.addons.query().insertAndFetch({ kind: 'devices', amount, priceMinor, currency: 'RUB' });
  const onTop = (
    { id, price }: { id: bigint; price: NewOrder['price'] },
    subscriptionId: bigint,
  ): NewOrder => ({ userId, subscriptionId, kind: 'addon', planVersionId: null, addonVersionId: id, price });
  const orderOf = ({ orderId }: Payment) => shop.stateOf({ id: orderId }, 'orders');
  /** The invoice is paid at last, after its order was given up for nothing but its age, and pays what it was for. */
  const pays = async (late: Payment): Promise<void> => {
    expect(await orderOf(late), 'it can still be paid from its screen').to.equal('open');
    await database.db.orders.query().findById(String(late.orderId)).patch({ state: 'expired' });
    await shop.see(late);
    expect(await orderOf(late)).to.equal('paid');
    expect(await shop.balance(userId)).to.equal(0n);
  };
  /** It is paid, and is the person's to spend. */
  const isCredited = async (late: Payment): Promise<void> => {
    await shop.see(late);
    expect(await orderOf(late)).to.equal('canceled');
    expect(await shop.balance(userId)).to.equal(late.amountMinor);
  };

  it('for one subscription pays it, though another was bought since', async () => {
    await buy(await time(null));
    const first = await shop.subscription(userId);
    const late = await invoice(await time(first.id));
    await buy(await time((await numbered(2)).id, 3));
    await pays(late);
    expect((await shop.subscription(userId)).paidUntil! > first.paidUntil!).to.equal(true);
  });

  it('for a subscription goes to the balance where that one was bought since', async () => {
    await buy(await time(null));
    const { id } = await numbered(2);
    const late = await invoice(await time(id));
    await buy(await time(id, 3));
    await isCredited(late);
  });

  it('for the first subscription, ordered before it was there, goes to the balance where that was bought since', async () => {
    const late = await invoice(await time(null));
    await database.db.transaction((trx) => database.db.subscriptions.lockFirst(trx, userId));
    await buy(await time((await shop.subscription(userId)).id, 3));
    await isCredited(late);
  });

  it('for more devices pays them, though more of them were bought since', async () => {
    await buy(await time(null));
    const { id } = await shop.subscription(userId);
    const late = await invoice(onTop(await devices(2n), id));
    await buy(onTop(await devices(5n, 90_00n), id));
    await pays(late);
    expect((await shop.subscription(userId)).extras.map((extra) => extra.devices)).to.deep.equal([5, 2]);
  });

  it('for more devices goes to the balance where as many were bought since, at another price too', async () => {
    await buy(await time(null));
    const { id } = await shop.subscription(userId);
    const late = await invoice(onTop(await devices(2n), id));
    await buy(onTop(await devices(2n, 60_00n), id));
    await isCredited(late);
  });

  it('for more devices of one subscription pays them, though another got as many since', async () => {
    await buy(await time(null));
    const { id } = await shop.subscription(userId);
    const second = await numbered(2);
    await buy(await time(second.id));
    const two = await devices(2n);
    const late = await invoice(onTop(two, id));
    await buy(onTop(two, second.id));
    await pays(late);
  });

  it('for a gift wraps it, though another was given since', async () => {
    const late = await invoice(await gift(1));
    await buy(await gift(3));
    await pays(late);
    expect((await database.db.gifts.ofOrder(database.db.knex, late.orderId))?.state).to.equal('waiting');
    expect(await shop.sum(`held:${late.orderId}`)).to.equal(late.amountMinor);
  });

  it('for a gift that was paid another way goes to the balance: it is one gift', async () => {
    const late = await invoice(await gift(1));
    await buy(await gift(1));
    await shop.see(late);
    expect(await database.db.gifts.query()).to.have.length(1);
    expect(await shop.balance(userId)).to.equal(late.amountMinor);
  });

  it('for an order that was given up pays it while nothing of the kind was bought since', async () => {
    const late = await invoice(await time(null));
    await invoice(await time(null, 3));
    expect(await orderOf(late)).to.equal('canceled');
    await shop.see(late);
    expect(await orderOf(late)).to.equal('paid');
    expect((await shop.subscription(userId)).planVersionId).to.equal((await shop.offer(1)).id);
  });
});

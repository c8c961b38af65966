import { expect } from 'chai';
import { activatePromo } from '../../src/effects/activate-promo.js';
import { useDatabase } from '../support/database.js';
import { promoCode } from '../support/promo.js';
import { monthPrice, openShop, rub, type TestShop } from '../support/shop.js';

describe('the discount of a promo code', () => {
  const database = useDatabase();
  let shop: TestShop;
  let userId: bigint;
  beforeEach(async () => {
    shop = await openShop(database.db);
    userId = await shop.person();
  });
  const activate = (person = userId, text = 'gift') =>
    database.db.transaction((trx) => activatePromo(database.db, trx, person, text, new Date()));
  const code = (change: Record<string, unknown> = {}) => promoCode(database.db, change);

  const cheaper = async (planVersionId?: bigint, kind: 'buy' | 'gift' = 'buy') => {
    const { id, price } = await shop.offer(1);
    const [discount] = await database.db.promoCodes.discounts(database.db.knex, userId, new Date());
    return database.db.transaction((trx) =>
      database.db.orders.findOrOpen(trx, {
        userId,
        subscriptionId: null,
        kind,
        planVersionId: planVersionId ?? id,
        price: rub(price!.minor / 2n),
        promoActivationId: discount!.activationId,
      }),
    );
  };
  beforeEach(async () => {
    await code({ kind: 'percent', percent: 50 });
    await activate();
  });

  it('waits for the next purchase, and is spent by it', async () => {
    const order = await cheaper();
    await shop.see(await shop.attempt(order));

    expect(await shop.stateOf(order, 'orders')).to.equal('paid');
    expect(await shop.sum('sales')).to.equal(monthPrice.minor / 2n);
    expect(await database.db.promoCodes.discounts(database.db.knex, userId, new Date())).to.deep.equal([]);
  });

  it('pays for one purchase only: what comes for another goes to the balance', async () => {
    const first = await cheaper();
    const late = await shop.attempt(first);
    const second = await cheaper((await shop.offer(3)).id);
    await shop.see(await shop.attempt(second));
    await shop.see(late);

    expect(await shop.stateOf(second, 'orders')).to.equal('paid');
    expect(await shop.balance(userId)).to.equal(monthPrice.minor / 2n);
    expect(await database.db.ledger.audit()).to.deep.equal([]);
  });

  it('pays for one of two that are open at once: what comes for a gift after it goes to the balance', async () => {
    const [own, gift] = [await cheaper(), await cheaper(undefined, 'gift')];
    await shop.see(await shop.attempt(own));
    await shop.see(await shop.attempt(gift));

    expect(await shop.stateOf(own, 'orders')).to.equal('paid');
    expect(await shop.balance(userId)).to.equal(monthPrice.minor / 2n);
    expect(await database.db.gifts.query()).to.deep.equal([]);
    expect(await database.db.ledger.audit()).to.deep.equal([]);
  });

  it('for a first purchase is over with it', async () => {
    await code({ code: 'FIRST', kind: 'percent', percent: 10, firstPurchaseOnly: true });
    await activate(userId, 'FIRST');
    const left = async () =>
      (await database.db.promoCodes.discounts(database.db.knex, userId, new Date())).length;
    expect(await left()).to.equal(2);
    await shop.see(await shop.attempt(await cheaper()));
    expect(await left()).to.equal(0);
  });

  it('is over with its code', async () => {
    const later = new Date(Date.now() + 60_000);
    await database.db.knex('promo_codes').update({ validUntil: new Date(Date.now() + 1_000) });
    expect(await database.db.promoCodes.discounts(database.db.knex, userId, later)).to.deep.equal([]);
  });
});

import { expect } from 'chai';
import type { SavedMethod } from '../../src/domain/saved-method.js';
import { useDatabase } from '../support/database.js';
import { openShop, type TestShop } from '../support/shop.js';

const visa: SavedMethod = { id: 'm-1', title: 'Visa •• 4242', kind: 'card' };
const mir: SavedMethod = { id: 'm-2', title: 'Mir •• 0004', kind: 'card' };

describe('saved methods', () => {
  const database = useDatabase();
  let shop: TestShop;
  let userId: bigint;
  beforeEach(async () => {
    shop = await openShop(database.db);
    userId = await shop.person();
  });

  const methods = () => database.db.paymentMethods;
  const save = (method: SavedMethod, whose = userId, chosenAt: Date | null = null) =>
    database.db.transaction((trx) => methods().save(trx, whose, 'yookassa', method, chosenAt));
  const listed = async (whose = userId) =>
    (await methods().ofPerson(database.db.knex, whose)).map(({ externalId }) => externalId);
  const idOf = async ({ id }: SavedMethod) =>
    (await methods().query().findOne({ externalId: id }).throwIfNotFound()).id;
  const choose = async (method: SavedMethod, whose = userId) => {
    const id = await idOf(method);
    return database.db.transaction((trx) => methods().makeDefault(trx, id, whose));
  };
  const remove = async (method: SavedMethod, whose = userId) => {
    const id = await idOf(method);
    return database.db.transaction((trx) => methods().remove(trx, id, whose));
  };

  it('are saved once, however often and however concurrently they are told', async () => {
    await Promise.all([save(visa), save(visa), save(visa)]);
    expect(await listed()).to.deep.equal(['m-1']);
  });

  it('are charged on by what was agreed when the same card is saved again', async () => {
    const { db } = database;
    await save(visa);
    const { id: subscriptionId } = await db.transaction((trx) => db.subscriptions.lockFirst(trx, userId));
    const { id: planVersionId } = await shop.offer(1);
    const agreed = { active: true, priceMinor: '19900', currency: 'RUB', agreedAt: new Date() };
    const ids = { subscriptionId, userId, planVersionId, methodId: await idOf(visa) };
    const texts = Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, String(id)]));
    await db.knex('renewals').insert({ ...agreed, ...texts });
    const again = { ...visa, id: 'm-9' };
    await save(again);

    expect(await listed()).to.deep.equal(['m-9']);
    expect(await db.knex('renewals').first('methodId')).to.deep.equal({ methodId: await idOf(again) });
  });

  it('stay removed, though the money that saved them is told again', async () => {
    await save(visa);
    expect(await remove(visa)).to.equal(true);
    await save(visa);

    expect(await listed()).to.deep.equal([]);
    expect(await methods().defaultOf(database.db.knex, userId)).to.equal(undefined);
    expect(await remove(visa)).to.equal(false);
    expect(await choose(visa)).to.equal(false);
  });

  it('have the oldest as default until one is chosen, and always one while there is any', async () => {
    await save(visa);
    await save(mir);
    const first = async () => (await methods().defaultOf(database.db.knex, userId))?.externalId;
    expect(await first()).to.equal('m-1');

    await choose(mir);
    expect([await first(), ...(await listed())]).to.deep.equal(['m-2', 'm-2', 'm-1']);
    await remove(mir);
    expect(await first()).to.equal('m-1');
  });

  it('are the default at once where their person bound them', async () => {
    await save(visa);
    await save(mir, userId, new Date());
    expect(await listed()).to.deep.equal(['m-2', 'm-1']);
  });

  it('take the place of the same card saved before: one that is removed must not be charged under another id', async () => {
    await save(visa);
    await save(mir);
    await choose(visa);
    const before = await idOf(visa);
    expect(await save({ ...visa, id: 'm-3' })).to.deep.equal([before]);
    expect(await listed()).to.deep.equal(['m-3', 'm-2']);

    await save(visa); // told late
    expect(await listed()).to.deep.equal(['m-3', 'm-2']);
  });

  it('of others are nobody else’s to choose or remove, nor to save again', async () => {
    const stranger = await shop.person(43n);
    await save(visa);

    expect([await choose(visa, stranger), await remove(visa, stranger)]).to.deep.equal([false, false]);
    expect(await methods().own(database.db.knex, await idOf(visa), stranger)).to.equal(undefined);
    await save(visa, stranger);
    expect([await listed(), await listed(stranger)]).to.deep.equal([['m-1'], []]);
  });

  describe('when a payment is settled', () => {
    const paid = async (saves: boolean, claim: 'succeeded' | 'failed' = 'succeeded', more: object = {}) => {
      const payment = await shop.attempt(await shop.order(userId));
      await payment.$query().patch({ saves } as object);
      await shop.see(payment, claim, { method: visa, ...more });
      await shop.see(payment, claim, { method: visa, ...more });
      return payment.id;
    };

    it('are saved with it', async () => {
      await paid(true);
      expect(await listed()).to.deep.equal(['m-1']);
    });

    it('are not saved where their payer was not asked, where nothing was paid, or another paid', async () => {
      await paid(false);
      expect(await listed()).to.deep.equal([]);
      await paid(true, 'failed');
      expect(await listed()).to.deep.equal([]);
      await paid(true, 'succeeded', { payer: 1n });
      expect(await listed()).to.deep.equal([]);
    });

    it('leave why a charge of them came to nothing', async () => {
      const id = await paid(false, 'failed', { decline: 'no_money' });
      expect(await database.db.payments.byId(database.db.knex, id)).to.include({ decline: 'no_money' });
    });
  });
});

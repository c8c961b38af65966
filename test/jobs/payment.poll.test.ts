import { expect } from 'chai';
import checkPayment from '../../src/jobs/payment.check.js';
import openPayment from '../../src/jobs/payment.open.js';
import pollPayment from '../../src/jobs/payment.poll.js';
import { useDatabase } from '../support/database.js';
import { perform } from '../support/perform.js';
import { failure, openShop, type TestShop } from '../support/shop.js';
import { useWorld } from '../support/world.js';

const nextWeek = (): Date => new Date(Date.now() + 7 * 24 * 3_600_000);

describe('a payment of which no webhook comes', () => {
  const database = useDatabase();
  const world = useWorld();
  let shop: TestShop;
  let id: bigint;

  const scope = () => ({ db: database.db, payments: world().payments });
  const theirs = () => world().sandbox.yookassa.payments[0]!;
  const row = () => database.db.payments.query().findById(id).throwIfNotFound();
  const dues = async () => {
    const { createdAt } = await row();
    const promised = await database.db
      .knex('outbox')
      .where({ job: 'payment.poll' })
      .orderBy('id')
      .select('dueAt');
    return promised.map(({ dueAt }: { dueAt: Date }) =>
      Math.round((dueAt.getTime() - createdAt.getTime()) / 1_000),
    );
  };

  beforeEach(async () => {
    shop = await openShop(database.db);
    ({ id } = await shop.attempt(await shop.order(await shop.person())));
    await perform(openPayment, id, scope());
  });

  it('is asked for until it is paid, less and less often', async () => {
    await perform(pollPayment, id, scope());
    await perform(pollPayment, id, scope());
    expect(await row()).to.include({ polls: 2, state: 'pending' });
    expect((await dues()).slice(1)).to.deep.equal([120, 420]);

    world().sandbox.yookassa.pay(theirs().id);
    await perform(pollPayment, id, scope());
    expect(await row()).to.include({ polls: 2, state: 'succeeded' });
    await perform(pollPayment, id, scope());
    expect(await dues()).to.have.length(3);
    expect(await database.db.knex('grants')).to.have.length(1);
  });

  it('is never asked for again a day after its expiry', async () => {
    await database.db.knex('payments').update({ polls: 36 });
    await perform(pollPayment, id, scope());
    expect(await row()).to.include({ polls: 37 });
    expect(await dues()).to.have.length(1);
  });

  it('is not asked for faster than each second, though its time has passed', async () => {
    await perform(pollPayment, id, { ...scope(), now: nextWeek });
    const [, second] = await dues();
    expect(second).to.be.greaterThan(7 * 24 * 3_600);
  });

  it('is asked for again when the provider was away', async () => {
    await world().control('POST', '/yookassa/faults', { match: 'GET /payments', kind: '500' });
    expect(await failure(perform(pollPayment, id, scope()))).to.include({ code: 'upstream.failed' });
    expect(await row()).to.include({ polls: 0 });
  });

  it('learns that it was given up', async () => {
    world().sandbox.yookassa.cancel(theirs().id);
    await perform(pollPayment, id, scope());
    expect(await row()).to.include({ state: 'canceled' });
  });

  it('is settled at once when its person asks for it', async () => {
    await perform(checkPayment, id, scope());
    expect(await row()).to.include({ state: 'pending' });
    world().sandbox.yookassa.pay(theirs().id);
    await Promise.all([perform(checkPayment, id, scope()), perform(checkPayment, id, scope())]);
    expect(await row()).to.include({ state: 'succeeded' });
    expect(await database.db.knex('grants')).to.have.length(1);
  });

  it('that the provider does not know yet stays as it is', async () => {
    await database.db.knex('payments').update({ externalId: null });
    await perform(checkPayment, id, scope());
    await perform(pollPayment, id, scope());
    expect(await row()).to.include({ state: 'pending', polls: 1 });
  });
});

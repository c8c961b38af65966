import { expect } from 'chai';
import checkReceipt from '../../src/jobs/receipt.check.js';
import matchBooks from '../../src/jobs/books.match.js';
import openPayment from '../../src/jobs/payment.open.js';
import pollPayment from '../../src/jobs/payment.poll.js';
import { useDatabase } from '../support/database.js';
import { perform } from '../support/perform.js';
import { openShop, type TestShop } from '../support/shop.js';
import { useWorld } from '../support/world.js';
import { today } from '../support/day.js';

describe('the receipt of a payment', () => {
  const database = useDatabase();
  const world = useWorld();
  let shop: TestShop;
  let userId: bigint;
  let id: bigint;

  /** Of a shop at YooKassa that sends receipts. */
  const scope = (more: object = {}) => {
    const { payments } = world();
    const provider = { ...payments.known.get('yookassa')!, receipts: true as const };
    return {
      db: database.db,
      payments: { ...payments, known: new Map([['yookassa', provider]]) },
      ...more,
    };
  };
  const row = () => database.db.payments.query().findById(id).throwIfNotFound();
  const theirs = () => world().sandbox.yookassa.payments[0]!;
  const till = (receipt_registration: string) =>
    world().control('PATCH', `/yookassa/payments/${theirs().id}`, { receipt_registration });
  const poll = () => perform(pollPayment, id, scope());
  const owed = async (): Promise<string[]> =>
    (await database.db.knex('outbox').where('job', 'receipt.check').orderBy('id').pluck('key')) as string[];
  const pay = async (receipt?: string): Promise<void> => {
    world().sandbox.yookassa.pay(theirs().id);
    if (receipt) await till(receipt);
    await poll();
  };

  beforeEach(async () => {
    shop = await openShop(database.db);
    userId = await shop.person();
    await database.db.knex('users').update({ email: 'vera@mail.ru' });
    ({ id } = await shop.attempt(await shop.order(userId)));
    await perform(openPayment, id, scope());
  });

  it('goes to the e-mail of the moment when it was asked for, which is kept masked', async () => {
    await database.db.knex('users').update({ email: 'other@mail.ru' });
    expect(await row()).to.include({ receiptTo: 'v***@mail.ru', receipt: null });
    const stored = await database.db.knex('payments').select(database.db.knex.raw('payments::text as line'));
    expect(JSON.stringify(stored)).to.include('v***@').and.not.include('vera@');
  });

  it('is known at once where it is made at once, and then nobody is asked again', async () => {
    await pay('succeeded');
    expect(await row()).to.include({ state: 'succeeded', receipt: 'succeeded' });
    expect(await owed()).to.deep.equal([]);
  });

  it('is nothing while nothing is paid', async () => {
    await till('pending');
    await poll();
    expect(await row()).to.include({ state: 'pending', receipt: null });
  });

  it('is asked for again while it is being made, three times and never more', async () => {
    await pay('pending');
    expect(await row()).to.include({ state: 'succeeded', receipt: 'pending' });
    expect(await owed()).to.deep.equal([`receipt.check:${id}:1`]);
    await perform(checkReceipt, `${id}:1`, scope());
    await perform(checkReceipt, `${id}:2`, scope());
    await perform(checkReceipt, `${id}:3`, scope());
    expect(await owed()).to.deep.equal([1, 2, 3].map((asked) => `receipt.check:${id}:${asked}`));
    expect(await row()).to.include({ receipt: 'pending' });
  });

  it('is believed when it was made or refused, whatever is said later', async () => {
    await pay('pending');
    await till('canceled');
    await perform(checkReceipt, `${id}:1`, scope());
    expect(await row()).to.include({ receipt: 'canceled' });
    await till('pending');
    await perform(checkReceipt, `${id}:2`, scope());
    await shop.see(await row(), 'succeeded', { externalId: theirs().id, receipt: 'pending' });
    expect(await row()).to.include({ receipt: 'canceled' });
    expect(await owed()).to.have.length(1);
    expect(await database.db.knex('grants')).to.have.length(1);
  });

  it('is no news where it is another payment’s or another shop’s', async () => {
    const seen = { receipt: 'succeeded' as const };
    await shop.see(await row(), 'succeeded', { ...seen, externalId: 'another' });
    expect(await row()).to.include({ receipt: null });
    await database.db.knex('payments').update({ state: 'pending' });
    await shop.see(await row(), 'succeeded', { ...seen, externalId: theirs().id, ours: false });
    expect(await row()).to.include({ receipt: null });
  });

  it('is read from the daily list, which asks for no receipt by itself', async () => {
    await pay('pending');
    await till('succeeded');
    const inAnHour = () => new Date(Date.now() + 3_600_000);
    await perform(matchBooks, `yookassa:${today()}`, scope({ now: inAnHour }));
    expect(await row()).to.include({ receipt: 'succeeded' });
  });
});

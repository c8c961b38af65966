import { expect } from 'chai';
import { money } from '../../src/domain/money.js';
import type { PaymentState } from '../../src/domain/payment.js';
import { promisedKeys, useDatabase } from '../support/database.js';
import { failure, monthPrice, openShop, rub, type TestShop } from '../support/shop.js';

describe('a payment that is settled', () => {
  const database = useDatabase();
  let shop: TestShop;
  let userId: bigint;

  beforeEach(async () => {
    shop = await openShop(database.db);
    userId = await shop.person();
  });

  const events = () =>
    database.db.knex('payment_events').orderBy('id').select('fromState', 'toState', 'reason');
  const grants = () => database.db.knex('grants').orderBy('id').pluck('source_id');
  const ledgerKeys = () => database.db.knex('ledger_transactions').orderBy('id').pluck('key');
  const soundBooks = async () => expect(await database.db.ledger.audit()).to.deep.equal([]);

  it('pays its order, grants, books and promises in one commit', async () => {
    const order = await shop.order(userId);
    const payment = await shop.attempt(order);
    await shop.see(payment);

    expect(await shop.stateOf(payment)).to.equal('succeeded');
    expect(await database.db.orders.query().findById(order.id)).to.include({
      state: 'paid',
      paidBy: payment.id,
    });
    expect(await database.db.payments.query().findById(payment.id)).to.include({
      externalId: `x-${payment.id}`,
    });
    expect(await grants()).to.deep.equal([String(order.id)]);
    expect([await shop.sum('provider:yookassa'), await shop.sum('sales')]).to.deep.equal([-199_00n, 199_00n]);
    expect(await events()).to.deep.equal([{ fromState: 'created', toState: 'succeeded', reason: null }]);
    const { id } = await shop.subscription(userId);
    expect(await promisedKeys(database.db)).to.deep.equal([
      `subscription.provision:${id}`,
      `subscription.refold:${id}`,
      'message.send:1',
    ]);
    expect(await shop.told()).to.deep.equal([`paid:${order.id}`]);
    await soundBooks();
  });

  it('changes nothing when one part of it cannot be done', async () => {
    const order = await shop.order(userId);
    const payment = await shop.attempt(order);
    await database.db.knex.raw(
      `alter table messages add constraint no_such check (reason not like 'paid:%')`,
    );
    try {
      expect(await failure(shop.see(payment))).to.be.instanceOf(Error);
    } finally {
      await database.db.knex.raw('alter table messages drop constraint no_such');
    }

    expect([await shop.stateOf(payment), await shop.stateOf(order, 'orders')]).to.deep.equal([
      'created',
      'open',
    ]);
    expect([await grants(), await ledgerKeys(), await promisedKeys(database.db)]).to.deep.equal([[], [], []]);
    await shop.see(payment);
    expect(await grants()).to.have.length(1);
  });

  it('gives it once, however often and however concurrently it is seen', async () => {
    const payment = await shop.attempt(await shop.order(userId));
    await Promise.all(Array.from({ length: 20 }, () => shop.see(payment)));
    await shop.see(payment, 'pending');
    await shop.see(payment, 'canceled');

    expect(await grants()).to.have.length(1);
    expect(await ledgerKeys()).to.deep.equal([`payment:${payment.id}`]);
    expect(await events()).to.have.length(1);
    expect(await shop.told()).to.have.length(1);
  });

  for (const [what, seen, reason] of [
    ['another amount', { amount: rub(1_00n) }, 'asked 19900 RUB, paid 100 RUB'],
    ['another currency', { amount: money(199_00n, 'USD') }, 'asked 19900 RUB, paid 19900 USD'],
    ['another shop', { ours: false }, 'it was paid to another payee, or as a test'],
  ] as const) {
    it(`of ${what} is put into review with the reason, and gives nothing`, async () => {
      const order = await shop.order(userId);
      const payment = await shop.attempt(order);
      await shop.see(payment, 'succeeded', seen);
      await shop.see(payment);

      expect([await shop.stateOf(payment), await shop.stateOf(order, 'orders')]).to.deep.equal([
        'review',
        'open',
      ]);
      expect(await events()).to.deep.equal([{ fromState: 'created', toState: 'review', reason }]);
      expect([await grants(), await ledgerKeys()]).to.deep.equal([[], []]);
      expect(await shop.told()).to.deep.equal([`payment:${payment.id}:review`]);
    });
  }

  for (const claim of ['canceled', 'expired', 'failed'] as const) {
    it(`that was ${claim} says so in place of its button, and pays all the same when its money comes late`, async () => {
      const order = await shop.order(userId);
      const payment = await shop.attempt(order);
      await shop.see(payment, claim);
      expect(await shop.stateOf(payment)).to.equal(claim satisfies PaymentState);
      expect(await shop.told()).to.deep.equal([`payment:${payment.id}:${claim}`]);
      expect(await database.db.knex('messages').pluck('in_place')).to.deep.equal([true]);

      await database.db.orders.query().findById(order.id).patch({ state: 'expired' });
      await shop.see(payment);
      expect(await shop.stateOf(order, 'orders')).to.equal('paid');
      expect(await grants()).to.deep.equal([String(order.id)]);
    });
  }

  it('late goes to the balance when something newer was paid', async () => {
    const older = await shop.attempt(await shop.order(userId));
    const newer = await shop.attempt(await shop.order(userId, await shop.offer(3)));
    await shop.see(newer);
    await shop.see(older);

    expect(await shop.stateOf(older)).to.equal('succeeded');
    expect(await grants()).to.deep.equal([String(newer.orderId)]);
    expect(await shop.stateOf({ id: older.orderId }, 'orders')).to.equal('canceled');
    expect(await shop.balance(userId)).to.equal(199_00n);
    expect(await shop.told()).to.include(`credited:${older.id}`);
    await soundBooks();
  });

  it('as the second of its order goes to the balance, with a message', async () => {
    const order = await shop.order(userId);
    const first = await shop.attempt(order);
    await shop.see(first, 'expired');
    const second = await shop.attempt(order);
    await shop.see(second);
    await Promise.all([shop.see(first), shop.see(first)]);

    expect(await database.db.orders.query().findById(order.id)).to.include({ paidBy: second.id });
    expect(await grants()).to.have.length(1);
    expect(await shop.balance(userId)).to.equal(199_00n);
    expect(await shop.sum('provider:yookassa')).to.equal(-398_00n);
    expect((await shop.told()).filter((reason) => reason === `credited:${first.id}`)).to.have.length(1);
    await soundBooks();
  });

  it('two at once of one order: one pays it, the other goes to the balance', async () => {
    const order = await shop.order(userId);
    const attempts = [await shop.attempt(order), await shop.attempt(order, 'another')];
    await Promise.all(attempts.map((payment) => shop.see(payment)));

    expect(await grants()).to.have.length(1);
    expect([await shop.sum('sales'), await shop.balance(userId)]).to.deep.equal([199_00n, 199_00n]);
    await soundBooks();
  });

  it('of a top-up goes to the balance', async () => {
    const order = await shop.topup(userId, rub(500_00n));
    const payment = await shop.attempt(order);
    await Promise.all([shop.see(payment), shop.see(payment)]);

    expect(await shop.stateOf(order, 'orders')).to.equal('paid');
    expect(await shop.balance(userId)).to.equal(500_00n);
    expect([await grants(), await shop.sum('sales')]).to.deep.equal([[], 0n]);
    expect(await shop.told()).to.deep.equal([`credited:${payment.id}`]);
  });

  it('adds a term for each order that is paid', async () => {
    for (const months of [1, 1, 3]) {
      await shop.see(await shop.attempt(await shop.order(userId, await shop.offer(months))));
    }
    const { paidUntil, revision } = await shop.subscription(userId);
    const now = new Date();
    const months =
      (paidUntil!.getUTCFullYear() - now.getUTCFullYear()) * 12 +
      paidUntil!.getUTCMonth() -
      now.getUTCMonth();
    expect([months, revision]).to.deep.equal([5, 3]);
    expect(await shop.sum('sales')).to.equal(2n * monthPrice.minor + 499_00n);
  });
});

import { expect } from 'chai';
import { appendGrant } from '../../src/effects/append-grant.js';
import { reviewRenewal as review } from '../../src/effects/review-renewal.js';
import { settlePayment } from '../../src/effects/settle-payment.js';
import { stopRenewing } from '../../src/effects/agree-to-renew.js';
import { addTerm } from '../../src/domain/term.js';
import { orderAddon } from '../support/addons.js';
import { isWaitedFor, useDatabase } from '../support/database.js';
import { until } from '../support/until.js';
import { shop as usualShop } from '../support/scope.js';
import { useRenewals } from '../support/renewals.js';
import { monthPrice, rub, sqlState } from '../support/shop.js';

describe('a renewal from the balance', () => {
  const database = useDatabase();
  const renewals = useRenewals(database);
  const { agree, orders, subscription, told, lookedAtIn } = renewals;
  const shop = () => renewals.shop();
  const balance = () => shop().balance(renewals.userId());
  const rich = () => shop().give(renewals.userId(), rub(1_000_00n));

  it('pays the next term a day before the end, in one commit, and says so once', async () => {
    await rich();
    await agree();
    const { paidUntil } = await subscription();
    await renewals.review();
    await renewals.review();

    const [order, ...more] = await orders();
    expect(more).to.deep.equal([]);
    expect(order).to.include({ state: 'paid', termNumber: 1, subscriptionId: renewals.subscriptionId() });
    expect((await subscription()).paidUntil).to.deep.equal(addTerm(paidUntil!, { months: 1, days: 0 }));
    expect(await balance()).to.equal(1_000_00n - monthPrice.minor);
    expect(await told()).to.deep.equal([`renewed:${order!.id}`]);
    expect(await lookedAtIn()).to.be.greaterThan(26 * 24);
    expect(await database.db.ledger.audit()).to.deep.equal([]);
  });

  it('is paid once though twenty see to it at once, and its number is one of its subscription', async () => {
    await rich();
    await agree();
    await Promise.all(Array.from({ length: 20 }, () => renewals.review()));
    expect(await balance()).to.equal(1_000_00n - monthPrice.minor);
    const [order] = await orders();
    const { id: _, ...again } = { ...order!.toJSON(), state: 'canceled', paidBy: null };
    expect(await sqlState(database.db.knex('orders').insert(again))).to.equal('23505');
  });

  it('is told of the day before, with the charge a day later', async () => {
    await rich();
    await renewals.grant(1, '900001');
    await agree({ told: false });
    await renewals.review();
    await renewals.review();
    expect(await told()).to.deep.equal([`renewalnotice:${renewals.subscriptionId()}`]);
    expect(await orders()).to.deep.equal([]);
    expect(await lookedAtIn()).to.equal(24);
  });

  it('is told of anew where the end moved meanwhile', async () => {
    await agree();
    await renewals.grant(1, '900001');
    await renewals.review();
    expect(await told()).to.deep.equal([`renewalnotice:${renewals.subscriptionId()}`]);
    expect(await orders()).to.deep.equal([]);
  });

  it('asks for money where there is too little, once, and pays when it is there', async () => {
    await agree();
    await renewals.review();
    await renewals.reviewIn(1);
    const asked = `renewaltrouble:${renewals.subscriptionId()}:short`;
    expect(await told()).to.deep.equal([asked]);
    expect(await orders()).to.deep.equal([]);
    expect(await lookedAtIn()).to.equal(2);
    await rich();
    await renewals.reviewIn(2);
    expect(await told()).to.have.length(2);
    expect(await balance()).to.equal(1_000_00n - monthPrice.minor);
  });

  it('is a notice and no charge where the price rose since it was agreed to; the new price is charged once agreed', async () => {
    await rich();
    await agree({ price: rub(198_99n) });
    await renewals.review();
    expect(await told()).to.deep.equal([`renewaltrouble:${renewals.subscriptionId()}:price`]);
    expect(await balance()).to.equal(1_000_00n);
    await agree({ hoursAgo: 0 });
    await renewals.review();
    expect(await balance()).to.equal(1_000_00n - monthPrice.minor);
  });

  it('costs less where the price fell', async () => {
    await rich();
    await agree({ price: rub(500_00n) });
    await renewals.review();
    expect(await balance()).to.equal(1_000_00n - monthPrice.minor);
  });

  it('is a notice and no charge where its plan is not sold any more', async () => {
    await rich();
    await agree();
    await database.db.knex('plans').where({ slug: 'standard' }).update({ active: false });
    await renewals.review();
    expect(await told()).to.deep.equal([`renewaltrouble:${renewals.subscriptionId()}:plan`]);
    expect(await balance()).to.equal(1_000_00n);
  });

  it('is not charged an hour after its person paid by hand', async () => {
    await rich();
    await agree();
    await shop().see(await shop().attempt(await shop().order(renewals.userId())));
    // So that only the day's rest is in the way: the end is tomorrow, in spite of the purchase.
    const back = { source: 'admin', sourceId: '1', months: -1 } as const;
    await database.db.transaction((trx) =>
      appendGrant(database.db, trx, { userId: renewals.userId(), subscriptionId: null }, back, new Date()),
    );
    const { paidUntil } = await subscription();
    await database.db.renewals.query().patch({ noticedEnd: paidUntil } as object);
    const { id } = await subscription();
    const at = new Date(Math.max(Date.now(), paidUntil!.getTime() - 24 * 3_600_000) + 3_600_000);
    const { db } = database;
    await db.transaction((trx) => review({ db, shop: usualShop }, trx, id, at));
    expect(await balance()).to.equal(1_000_00n);
    const rested = new Date(Date.now() + 24 * 3_600_000 + 1_000);
    await db.transaction((trx) => review({ db, shop: usualShop }, trx, id, rested));
    expect(await balance()).to.equal(1_000_00n - monthPrice.minor);
  });

  it('is not charged within a day of a payment of it that came too late to give anything', async () => {
    await rich();
    await agree();
    const order = await orderAddon(database.db, renewals.userId(), renewals.subscriptionId());
    const { id } = await shop().attempt(order);
    const paid = { externalId: 'x-1', claim: 'succeeded', amount: order.price, ours: true } as const;
    const how = { source: 'test', now: new Date(Date.now() + 48 * 3_600_000) };
    await database.db.transaction((trx) => settlePayment(database.db, trx, id, paid, how));
    expect(await database.db.grants.query()).to.have.length(1);
    await renewals.reviewIn(1);
    expect(await balance()).to.equal(1_000_00n + order.price.minor);
  });

  it('is not charged where its person pays by hand at that very moment', async () => {
    await rich();
    await agree();
    const payment = await shop().attempt(await shop().order(renewals.userId()));
    let reviewed: Promise<void> | undefined;
    await database.db.transaction(async (trx) => {
      const paid = { externalId: 'x-1', claim: 'succeeded', amount: monthPrice, ours: true } as const;
      await settlePayment(database.db, trx, payment.id, paid, { source: 'test', now: new Date() });
      reviewed = renewals.review(); // sees nothing of it, and waits for its subscription
      await until(() => isWaitedFor(database.db));
    });
    await reviewed;
    expect(await balance()).to.equal(1_000_00n);
  });

  for (const away of ['bannedAt', 'blockedAt'])
    it(`waits while its person cannot be told: ${away}`, async () => {
      await rich();
      await agree();
      const mark = (at: Date | null) => database.db.knex('users').update({ [away]: at });
      await mark(new Date());
      await renewals.review();
      expect(await balance()).to.equal(1_000_00n);
      await mark(null);
      await renewals.review();
      expect(await balance()).to.equal(1_000_00n - monthPrice.minor);
    });

  it('is over when its person said no, at any time before', async () => {
    await rich();
    await agree();
    await database.db.transaction(async (trx) => {
      const renewal = await database.db.renewals.lockOf(trx, renewals.subscriptionId());
      await stopRenewing(database.db, trx, renewal!, 'user:1', 'tapped');
    });
    await renewals.review();
    expect(await balance()).to.equal(1_000_00n);
    expect(await lookedAtIn()).to.equal(null);
    expect(await database.db.knex('audit_log').orderBy('id').pluck('action')).to.deep.equal([
      'renewal.on',
      'renewal.off',
    ]);
  });

  it('stops three days after the end, and says so', async () => {
    await agree();
    await renewals.reviewIn(24 + 72);
    expect((await renewals.agreement()).active).to.equal(false);
    expect(await told()).to.deep.equal([`renewaltrouble:${renewals.subscriptionId()}:ended`]);
  });
});

import { expect } from 'chai';
import { keyLifeMs } from '../../src/domain/idempotence.js';
import { settleRefund } from '../../src/effects/settle-refund.js';
import { useCharging } from '../support/charging.js';
import { useDatabase } from '../support/database.js';
import { deliver } from '../support/deliver.js';
import { failure, monthPrice, rub } from '../support/shop.js';

describe('a renewal by a saved method', () => {
  const database = useDatabase();
  const charging = useCharging(database);
  const { world, renewals, charge, charges, fault, letTurnRunOut, declines, off, states } = charging;
  const { orders, payments, told } = renewals;

  it('is charged once, gives the term and is told of, however often and by however many it is run', async () => {
    await Promise.all(Array.from({ length: 5 }, () => failure(charge())));
    await charge();
    expect(charges()).to.have.length(1);
    const [order] = await orders();
    expect(order).to.include({ state: 'paid', termNumber: 1 });
    expect(await told()).to.deep.equal([`renewed:${order!.id}`]);
    expect(await renewals.shop().sum('sales')).to.equal(monthPrice.minor);
    expect(await database.db.ledger.audit()).to.deep.equal([]);
  });

  it('is not charged once its person said no, though it was ordered already', async () => {
    await off();
    expect((await orders())[0]).to.include({ state: 'canceled' });
    await charge();
    expect(charges()).to.deep.equal([]);
    expect(await states()).to.deep.equal(['canceled']);
  });

  it('whose answer was lost is looked up, and not repeated', async () => {
    await fault('lost');
    expect(await failure(charge())).to.include({ code: 'upstream.failed' });
    expect(charges()).to.have.length(1);
    expect(await failure(charge())).to.include({ code: 'work.later' });
    await letTurnRunOut();
    await fault('lost'); // nothing is asked for again, so nobody meets this one
    await charge();
    expect(charges()).to.have.length(1);
    expect(await states()).to.deep.equal(['succeeded']);
  });

  it('whose answer was lost counts though its person said no meanwhile: it was made before', async () => {
    await fault('lost');
    expect(await failure(charge())).to.include({ code: 'upstream.failed' });
    await off();
    await letTurnRunOut();
    await charge();
    expect(charges()).to.have.length(1);
    expect(await states()).to.deep.equal(['succeeded']);
  });

  it('whose outcome nobody can tell is not repeated once its key may be forgotten: it failed', async () => {
    await fault('500');
    expect(await failure(charge())).to.include({ code: 'upstream.failed' });
    expect(charges()).to.deep.equal([]);
    await letTurnRunOut();
    await charge(new Date(Date.now() + keyLifeMs + 60_000));
    expect(charges()).to.deep.equal([]);
    expect(await states()).to.deep.equal(['failed']);
  });

  it('is told why it was declined, tried again in its time, and paid then', async () => {
    await declines('insufficient_funds');
    await charge();
    const [first] = await payments();
    expect(first).to.include({ state: 'failed', decline: 'no_money' });
    expect(await told()).to.deep.equal([`renewalfailed:${first!.id}`]);
    await renewals.review();
    expect(await renewals.lookedAtIn()).to.equal(8);

    await renewals.reviewIn(8.1);
    expect(await states()).to.deep.equal(['failed', 'created']);
    expect(await orders()).to.have.length(1);
  });

  it('is not tried again by a card that has expired', async () => {
    await declines('card_expired');
    await charge();
    await renewals.reviewIn(30);
    expect(await states()).to.deep.equal(['failed']);
  });

  it('forgets a method that its provider charges no more, and fails', async () => {
    await world().control('DELETE', `/yookassa/payment_methods/${charging.externalId()}`);
    await charge();
    expect(await states()).to.deep.equal(['failed']);
    const { removedAt } = await database.db.paymentMethods.byId(database.db.knex, charging.methodId());
    expect(removedAt).to.be.instanceOf(Date);
  });

  it('that waits, and is told to be refused since its card was revoked, forgets that card', async () => {
    await world().control('POST', '/yookassa/charges', { wait: true });
    await charge();
    const [{ id } = { id: '' }] = charges();
    expect(await states()).to.deep.equal(['pending']);
    const why = { party: 'payment_network', reason: 'permission_revoked' };
    await world().control('POST', `/yookassa/payments/${id}/cancel`, why);
    await deliver(charging.scope(), 'payment.canceled', { id });
    expect((await payments())[0]).to.include({ state: 'failed', decline: 'revoked' });
    const method = await database.db.paymentMethods.byId(database.db.knex, charging.methodId());
    expect(method.removedAt).to.be.instanceOf(Date);
  });

  it('is not charged again after its money went back, and renews itself no more', async () => {
    await charge();
    const [payment] = await payments();
    const { db } = database;
    const [grant] = await db.grants.query().where({ sourceId: String(payment!.orderId) });
    await db.transaction((trx) => db.grants.withdraw(trx, grant!.id, null, 'test'));
    await renewals.review();
    expect((await renewals.agreement()).active).to.equal(false);
    expect((await told()).at(-1)).to.equal(`renewaltrouble:${renewals.subscriptionId()}:refunded`);
  });

  it('is not charged again after its money went back from review, and renews itself no more', async () => {
    const [payment] = await payments();
    const { db } = database;
    const amount = rub(150_00n);
    await renewals.shop().see(payment!, 'succeeded', { amount });
    const seen = { externalId: 'back', claim: 'succeeded', amount, reason: null } as const;
    await db.transaction((trx) =>
      settleRefund(db, trx, payment!.id, seen, { source: 'test', now: new Date() }),
    );
    expect(await states()).to.deep.equal(['refunded']);
    await renewals.review();
    expect((await renewals.agreement()).active).to.equal(false);
    expect((await told()).at(-1)).to.equal(`renewaltrouble:${renewals.subscriptionId()}:refunded`);
    expect(await states()).to.deep.equal(['refunded']);
  });
});

import { expect } from 'chai';
import { dayMs } from '../../src/domain/term.js';
import reconcilePayment from '../../src/jobs/payment.reconcile.js';
import { promisedKeys, useDatabase } from '../support/database.js';
import { becameOf } from '../support/deliver.js';
import { perform } from '../support/perform.js';
import { charge, in30Days, storeTold, told, useTribute } from '../support/tribute.js';

const applied = { state: 'applied', reason: null };

describe('payment.reconcile, of what began at its provider,', () => {
  const database = useDatabase();
  const { payments, scope, shop, userId, orders, grants, rows, paidUntil, expectEnd } = useTribute(database);
  const at = (now: Date) => ({ ...scope(), now: () => now });

  it('makes an order, a payment and what follows from every purchase, until the day that is named', async () => {
    const until = in30Days();
    expect(await told(scope(), 'new_subscription', charge(until))).to.deep.equal(applied);

    const [order] = await orders();
    const [payment] = await rows();
    expect(order).to.include({ kind: 'buy', state: 'paid', priceMinor: 299_00n, paidBy: payment!.id });
    expect(order).to.include({ userId: userId(), planVersionId: (await shop().offer(1)).id });
    expect(payment).to.include({
      provider: 'tribute',
      externalId: `1644:42:${until.toISOString()}`,
      state: 'succeeded',
      amountMinor: 299_00n,
    });
    expect(await shop().sum('sales')).to.equal(299_00n);
    expect(await shop().sum('provider:tribute')).to.equal(-299_00n);
    expect(await database.db.ledger.audit()).to.deep.equal([]);
    expect(await grants()).to.have.length(1);
    await expectEnd(until);
    expect(await shop().told()).to.deep.equal([`paid:${order!.id}`]);
    expect((await promisedKeys(database.db)).join()).to.include('subscription.provision:');
  });

  it('books what the payer paid, in its currency, whatever the plan costs and whatever the fee', async () => {
    await told(
      scope(),
      'new_subscription',
      charge(in30Days(), { price: 5_00, amount: 4_11, currency: 'usd' }),
    );

    expect(await rows()).to.have.length(1);
    expect((await rows())[0]).to.include({ amountMinor: 5_00n, currency: 'USD', state: 'succeeded' });
    expect(await database.db.ledger.audit()).to.deep.equal([]);
  });

  it('renews by each charge until the day that it names, a year long, without days that add up', async () => {
    const began = Date.now();
    let until = in30Days();
    await told(scope(), 'new_subscription', charge(until));
    for (let month = 1; month <= 12; month += 1) {
      const paidAt = new Date(until.getTime() - 3_600_000);
      until = new Date(until.getTime() + 30 * dayMs + 5_000);
      await told(at(paidAt), 'renewed_subscription', charge(until));
      await expectEnd(until);
    }
    expect((await orders()).map(({ kind }) => kind)).to.deep.equal([
      'buy',
      ...Array<string>(12).fill('renewal'),
    ]);
    expect((await orders()).every(({ state }) => state === 'paid')).to.equal(true);
    expect((await paidUntil())!.getTime() - began).to.be.below(391 * dayMs + dayMs);
  });

  it('begins anew when a charge comes after the term before it was over', async () => {
    const over = new Date(Date.now() - 2 * dayMs);
    await told(scope(), 'new_subscription', charge(over));
    const until = new Date(Date.now() + 28 * dayMs - 3_600_000);
    await told(scope(), 'renewed_subscription', charge(until));

    await expectEnd(until);
    expect((await orders()).map(({ kind }) => kind)).to.deep.equal(['buy', 'renewal']);
  });

  it('is one charge, told twenty times by two events at once', async () => {
    const until = in30Days();
    const ids = await Promise.all(
      ['new_subscription', 'renewed_subscription'].map((name) =>
        storeTold(database.db, payments, name, charge(until)),
      ),
    );
    await Promise.all(Array.from({ length: 20 }, (_, i) => perform(reconcilePayment, ids[i % 2]!, scope())));

    expect(await rows()).to.have.length(1);
    expect(await orders()).to.have.length(1);
    expect(await grants()).to.have.length(1);
    expect(await shop().sum('sales')).to.equal(299_00n);
    for (const id of ids) expect(await becameOf(database.db, id)).to.deep.equal(applied);
  });

  it('gives the same when a renewal overtakes the charge before it', async () => {
    const first = in30Days();
    const second = new Date(first.getTime() + 30 * dayMs);
    await told(scope(), 'renewed_subscription', charge(second));
    await expectEnd(second);
    await told(scope(), 'new_subscription', charge(first));

    await expectEnd(second);
    expect(await shop().sum('sales')).to.equal(2n * 299_00n);
  });

  it('takes no time that was bought elsewhere, and loses none of its own', async () => {
    await shop().see(await shop().attempt(await shop().order(userId())));
    const before = (await paidUntil())!;
    await told(scope(), 'new_subscription', charge(in30Days()));

    expect((await paidUntil())!.getTime() - before.getTime()).to.equal(30 * dayMs);
  });

  it('counts two subscriptions of one person each for itself', async () => {
    await told(scope(), 'new_subscription', charge(in30Days()));
    const year = new Date(Date.now() + 365 * dayMs);
    await told(scope(), 'new_subscription', charge(year, { subscription_id: 9, period_id: 9 }));

    expect((await orders()).map(({ kind }) => kind)).to.deep.equal(['buy', 'buy']);
    expect(((await paidUntil())!.getTime() - Date.now()) / dayMs).to.be.within(394.9, 395.1);
  });

  it('gives nothing more for a term that is over, takes nothing back, and books the money', async () => {
    await shop().see(await shop().attempt(await shop().order(userId())));
    const before = (await paidUntil())!;
    expect(await told(scope(), 'new_subscription', charge(new Date(Date.now() - 5 * dayMs)))).to.deep.equal(
      applied,
    );

    expect(await paidUntil()).to.deep.equal(before);
    expect(await shop().sum('provider:tribute')).to.equal(-299_00n);
  });

  it('keeps what was paid when a subscription is cancelled, and goes on when it is renewed all the same', async () => {
    const until = in30Days();
    await told(scope(), 'new_subscription', charge(until));
    const before = (await paidUntil())!;
    for (const expires of [until, new Date(), new Date(until.getTime() + 90 * dayMs)]) {
      expect(await told(scope(), 'cancelled_subscription', charge(expires))).to.deep.equal(applied);
    }
    expect(await paidUntil()).to.deep.equal(before);
    expect(await rows()).to.have.length(1);

    const next = new Date(until.getTime() + 30 * dayMs);
    await told(scope(), 'renewed_subscription', charge(next));
    await expectEnd(next);
  });
});

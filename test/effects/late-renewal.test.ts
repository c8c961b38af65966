import { expect } from 'chai';
import type { Payment } from '../../src/db/models/payment.js';
import { settlePayment } from '../../src/effects/settle-payment.js';
import { useDatabase } from '../support/database.js';
import { useRenewals } from '../support/renewals.js';
import { monthPrice, rub } from '../support/shop.js';

describe('money that comes late for a declined charge of a renewal', () => {
  const database = useDatabase();
  const renewals = useRenewals(database);
  const { orders, payments, told } = renewals;
  const shop = () => renewals.shop();
  const balance = () => shop().balance(renewals.userId());
  let methodId: bigint;
  let declined: Payment;

  beforeEach(async () => {
    methodId = await renewals.card();
    await renewals.agree({ methodId });
    await renewals.review();
    [declined] = (await payments()) as [Payment];
    await shop().see(declined, 'failed', { decline: 'no_money' });
  });

  /** Its plan costs something else now, its person agreed to it, and the renewal is charged anew. */
  const openedAnewAt = async (minor: bigint): Promise<Payment> => {
    await shop().reprice(minor);
    await renewals.agree({ methodId, price: rub(minor), hoursAgo: 0 });
    await renewals.review();
    const [order, ...more] = await orders();
    expect(more).to.deep.equal([]);
    expect(order).to.include({ state: 'open', priceMinor: minor });
    return (await payments()).at(-1)!;
  };
  const endNow = async () => (await renewals.subscription()).paidUntil;

  it('pays it where it was opened anew at the same price', async () => {
    await renewals.reviewIn(8.1);
    expect(await payments()).to.have.length(2);
    await shop().see(declined);
    expect((await orders())[0]).to.include({ state: 'paid', paidBy: declined.id });
    expect(await balance()).to.equal(0n);
  });

  for (const [what, minor] of [
    ['dearer', 299_00n],
    ['cheaper', 99_00n],
  ] as const) {
    it(`goes to the balance, once, where it is ${what} by then, and the new charge pays the term`, async () => {
      const end = await endNow();
      const charge = await openedAnewAt(minor);
      await Promise.all(Array.from({ length: 3 }, () => shop().see(declined)));

      expect(await balance()).to.equal(monthPrice.minor);
      expect((await orders())[0]).to.include({ state: 'open' });
      expect(await endNow()).to.deep.equal(end);
      expect((await told()).filter((screen) => screen === `credited:${declined.id}`)).to.have.length(1);

      await shop().see(charge);
      expect((await orders())[0]).to.include({ state: 'paid', paidBy: charge.id });
      expect((await endNow())! > end!).to.equal(true);
      expect(await balance()).to.equal(monthPrice.minor);
      expect(await shop().sum('sales')).to.equal(minor);
      expect(await database.db.ledger.audit()).to.deep.equal([]);
    });
  }

  it('goes to the balance where another plan runs by then, and turns nothing of that back', async () => {
    await shop().see(await shop().attempt(await shop().order(renewals.userId(), await shop().plus())));
    const before = await renewals.subscription();
    await shop().see(declined);
    expect(await renewals.subscription()).to.deep.include({
      planVersionId: before.planVersionId,
      paidUntil: before.paidUntil,
    });
    expect(await balance()).to.equal(monthPrice.minor);
    expect((await told()).at(-1)).to.equal(`credited:${declined.id}`);
    expect(await database.db.ledger.audit()).to.deep.equal([]);
  });

  it('renews where the other plan is over', async () => {
    await shop().see(await shop().attempt(await shop().order(renewals.userId(), await shop().plus())));
    const later = (await renewals.subscription()).paidUntil!;
    await database.db.transaction((trx) =>
      settlePayment(
        database.db,
        trx,
        declined.id,
        { externalId: `x-${declined.id}`, claim: 'succeeded', amount: monthPrice, ours: true },
        { source: 'test', now: later },
      ),
    );
    const after = await renewals.subscription();
    expect(after.planVersionId).to.equal((await shop().offer(1)).id);
    expect(after.paidUntil! > later).to.equal(true);
  });
});

import { expect } from 'chai';
import type { Payment } from '../../src/db/models/payment.js';
import { useDatabase } from '../support/database.js';
import { useRenewals } from '../support/renewals.js';
import { monthPrice } from '../support/shop.js';
import { charge, in30Days, told, tributeSelling } from '../support/tribute.js';

describe('a renewal of ours that is open beside one of a provider’s at the same price', () => {
  const database = useDatabase();
  const renewals = useRenewals(database);
  const { orders, payments } = renewals;
  const shop = () => renewals.shop();
  const agree = async () => renewals.agree({ methodId: await renewals.card() });

  it('was declined and waits: what the provider charges meanwhile is booked and given', async () => {
    await agree();
    await renewals.review();
    const [declined] = (await payments()) as [Payment];
    await shop().see(declined, 'failed', { decline: 'no_money' });

    const scope = { db: database.db, payments: tributeSelling('1644/1547=1') };
    const until = in30Days();
    const theirs = charge(until, { telegram_user_id: 4242, price: Number(monthPrice.minor) });
    expect(await told(scope, 'new_subscription', theirs)).to.deep.equal({ state: 'applied', reason: null });
    const next = { ...theirs, expires_at: new Date(until.getTime() + 1).toISOString() };
    expect(await told(scope, 'renewed_subscription', next)).to.deep.equal({ state: 'applied', reason: null });
    expect((await orders()).map(({ state, termNumber }) => `${state} ${termNumber}`)).to.deep.equal([
      'open 1',
      'paid null',
    ]);
    expect(await shop().sum('provider:tribute')).to.equal(-2n * monthPrice.minor);
    expect(await database.db.ledger.audit()).to.deep.equal([]);
  });

  it('is ordered and charged though the provider’s waits in review, and pays its own term', async () => {
    const { db } = database;
    const { id: planVersionId } = await shop().offer(1);
    const whose = { userId: renewals.userId(), subscriptionId: renewals.subscriptionId() };
    const theirs = await db.transaction((trx) =>
      db.orders.open(trx, { ...whose, planVersionId, kind: 'renewal', price: monthPrice }),
    );
    await shop().see(await shop().attempt(theirs), 'succeeded', { ours: false });

    await agree();
    await renewals.review();
    const [own] = (await payments()) as [Payment];
    await shop().see(own);
    expect((await orders()).map(({ state, termNumber }) => `${state} ${termNumber}`)).to.deep.equal([
      'open null',
      'paid 1',
    ]);
    expect(await db.ledger.audit()).to.deep.equal([]);
  });
});

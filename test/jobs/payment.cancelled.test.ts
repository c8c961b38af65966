import { expect } from 'chai';
import { dayMs } from '../../src/domain/term.js';
import reconcilePayment from '../../src/jobs/payment.reconcile.js';
import { promisedKeys, useDatabase } from '../support/database.js';
import { perform } from '../support/perform.js';
import { charge, in30Days, storeTold, told, useTribute } from '../support/tribute.js';

const [first, second] = ['2026-11-23T10:00:00Z', '2026-12-20T10:00:00Z'];
const [between, after] = ['2026-12-01T10:00:00.000001Z', '2026-12-25T10:00:00Z'];
const applied = { state: 'applied', reason: null };

describe('payment.reconcile, of what was ended at its provider,', () => {
  const database = useDatabase();
  const { payments, scope, shop, userId, orders, paidUntil } = useTribute(database);
  const until = in30Days();
  const next = new Date(until.getTime() + 30 * dayMs);

  const begin = () => told(scope(), 'new_subscription', charge(until), first);
  const renew = () => told(scope(), 'renewed_subscription', charge(next), second);
  const cancel = (at: string, more: object = {}) =>
    told(scope(), 'cancelled_subscription', charge(until, { cancel_reason: '', ...more }), at);
  const subscription = () => shop().subscription(userId());
  const runBy = async () => {
    const { id } = await subscription();
    const { runBy: by, runUntil } = await database.db.renewals.standing(database.db.knex, id);
    const elsewhere = await database.db.payments.chargedElsewhere(database.db.knex, id, new Date());
    expect([by, runUntil !== null]).to.deep.equal([elsewhere?.provider ?? null, by !== null]);
    return by;
  };
  const over = async () => (await shop().told()).filter((reason) => reason.startsWith('cancelled:'));

  it('is not awaited any more, keeps what was paid, and tells its person once', async () => {
    await begin();
    const before = await subscription();
    expect(await runBy()).to.equal('tribute');
    expect(await cancel(between)).to.deep.equal(applied);
    expect(await runBy()).to.equal(null);
    expect(await subscription()).to.deep.equal(before);
    expect((await promisedKeys(database.db)).join()).to.include(`renewal.review:${before.id}`);
    const [message] = await database.db.messages.query().where('reason', 'like', 'cancelled:%');
    expect(message).to.include({ userId: userId(), screen: `renewal:${before.id}:over` });

    await cancel(between);
    await cancel(after);
    expect(await over()).to.have.length(1);
  });

  it('is taken up by a charge that was made later, and can be ended again', async () => {
    await begin();
    await cancel(between);
    await renew();
    expect(await runBy()).to.equal('tribute');
    expect((await orders()).map(({ kind }) => kind)).to.deep.equal(['buy', 'renewal']);
    await cancel(after);
    expect(await runBy()).to.equal(null);
    expect(await over()).to.have.length(2);
  });

  it('goes on where the word of it came late, after the next charge', async () => {
    await begin();
    await renew();
    expect(await cancel(between)).to.deep.equal(applied);
    expect(await runBy()).to.equal('tribute');
    expect(await over()).to.deep.equal([]);
  });

  it('is over where the word of it came before its charge', async () => {
    expect(await cancel(between)).to.deep.equal(applied);
    await begin();
    expect(await runBy()).to.equal(null);
    expect(await paidUntil()).to.be.at.least(until);
    expect(await over()).to.have.length(1);
  });

  it('is over by the last of all that was told, in whichever order', async () => {
    await cancel(after);
    await renew();
    await cancel(between);
    await begin();
    expect(await runBy()).to.equal(null);
    expect(await over()).to.have.length(1);
  });

  it('is one of several, and of one person', async () => {
    await begin();
    const year = new Date(Date.now() + 365 * dayMs);
    await told(scope(), 'new_subscription', charge(year, { subscription_id: 9, period_id: 9 }), first);
    await cancel(between, { telegram_user_id: 43 });
    await cancel(between, { subscription_id: 164 });
    await cancel(between, { subscription_id: 9 });
    expect(await runBy()).to.equal('tribute');
    await cancel(between);
    expect(await runBy()).to.equal(null);
  });

  it('counts for charges from before their time was kept', async () => {
    await begin();
    await database.db.knex('payments').update({ chargedAt: null });
    await cancel(new Date(Date.now() - dayMs).toISOString());
    expect(await runBy()).to.equal('tribute');
    await cancel(new Date(Date.now() + 60_000).toISOString());
    expect(await runBy()).to.equal(null);
  });

  it('is told once, though it and its charge come at once', async () => {
    const ids = await Promise.all(
      (['new_subscription', 'cancelled_subscription'] as const).map((name) =>
        storeTold(database.db, payments, name, charge(until), name === 'new_subscription' ? first : between),
      ),
    );
    await Promise.all(Array.from({ length: 10 }, (_, i) => perform(reconcilePayment, ids[i % 2]!, scope())));
    expect(await runBy()).to.equal(null);
    expect(await over()).to.have.length(1);
  });
});

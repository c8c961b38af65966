import { expect } from 'chai';
import { payFromBalance } from '../../src/effects/pay-from-balance.js';
import { useInviting } from '../support/inviting.js';
import { rub, type TestShop } from '../support/shop.js';

describe('a purchase of an invited friend', () => {
  const inviting = useInviting();
  const { database, bring, rules, buy, reward, refund, end, daysOf, grants, rewards } = inviting;
  let shop: TestShop;
  let inviter: bigint;
  let friend: bigint;
  beforeEach(() => {
    shop = inviting.shop();
    inviter = inviting.inviter();
    friend = inviting.friend();
  });

  it('gives the friend their days at once, and promises the inviter theirs', async () => {
    const { payment } = await buy();
    expect(await grants()).to.deep.equal([`${payment.id}:friend`]);
    expect(await rewards()).to.deep.equal([`referral.reward:${payment.id}`]);
    expect(await end(inviter)).to.equal(null);

    await reward(payment);
    expect(await grants()).to.deep.equal([`${payment.id}:friend`, `${payment.id}:inviter`]);
    expect(await daysOf(inviter)).to.equal(3);
    expect(await shop.told()).to.include.members([`referral:${payment.id}`]);
    expect(await database.db.knex('messages').where({ reason: `referral:${payment.id}` })).to.have.length(2);
  });

  it('gives once, however often its job runs, also at the same time', async () => {
    await rules({ percent: 10 });
    const { payment } = await buy();
    await Promise.all(Array.from({ length: 10 }, () => reward(payment)));
    await shop.see(payment);
    await reward(payment);
    expect(await shop.balance(inviter)).to.equal(19_90n);
    expect(await shop.sum('referral')).to.equal(-19_90n);
    expect(await grants()).to.deep.equal([`${payment.id}:friend`]);
    expect(await database.db.ledger.audit()).to.deep.equal([]);
  });

  it('is rewarded by its period', async () => {
    const { payment } = await buy(friend, await shop.offer(3));
    await reward(payment);
    expect(await daysOf(inviter)).to.equal(7);
  });

  it('counts the first time alone, or each time where the shop says so', async () => {
    await buy();
    const second = await buy();
    expect(await rewards()).to.have.length(1);
    await rules({ onePerFriend: false });
    const third = await buy();
    expect(await rewards())
      .to.have.length(2)
      .and.include(`referral.reward:${third.payment.id}`);
    expect(await grants()).to.not.include(`${second.payment.id}:friend`);
  });

  it('counts once, though two of them are paid in the same moment', async () => {
    const one = await shop.attempt(await shop.order(friend));
    const topup = await shop.offer(3);
    const { db } = database;
    const [other] = await db
      .knex('orders')
      .insert({
        userId: friend,
        kind: 'renewal',
        planVersionId: topup.id,
        priceMinor: 499_00,
        currency: 'RUB',
      })
      .returning<{ id: bigint }[]>('id');
    const two = await shop.attempt(await db.orders.byId(db.knex, other!.id));
    await Promise.all([shop.see(one), shop.see(two)]);
    expect(await rewards()).to.have.length(1);
  });

  it('from the balance counts; a top-up does not, nor what somebody buys whom nobody brought', async () => {
    const topup = await shop.topup(friend, rub(500_00n));
    await shop.see(await shop.attempt(topup));
    await buy(await shop.person(3n));
    expect(await rewards()).to.deep.equal([]);
    const order = await shop.order(friend);
    const { db } = database;
    await db.transaction(async (trx) =>
      payFromBalance(db, trx, await db.orders.lock(trx, order.id), new Date()),
    );
    expect(await rewards()).to.have.length(1);
  });

  it('waits for nothing of the inviter’s: a thousand followers of one blogger buy side by side', async () => {
    await rules({ percent: 10 });
    await shop.give(inviter, rub(1_00n));
    await buy(inviter);
    const { db } = database;
    await db.knex.transaction(async (trx) => {
      await trx.raw('select from users where id = ? for update', [String(inviter)]);
      await trx.raw('select from subscriptions where user_id = ? for update', [String(inviter)]);
      await trx.raw('select from ledger_accounts where name = ? for update', [`user:${inviter}`]);
      await trx.raw('select from referrals where inviter_id = ? and friend_id <> ? for update', [
        String(inviter),
        String(friend),
      ]);
      const { payment } = await buy();
      expect(await shop.stateOf(payment)).to.equal('succeeded');
      expect(await rewards()).to.deep.equal([`referral.reward:${payment.id}`]);
      await refund(payment);
      expect(await shop.stateOf(payment)).to.equal('refunded');
    });
  });

  it('gives what the rules said when it was paid', async () => {
    const { payment } = await buy();
    await rules({ inviterDays: { 1: 99, 3: 99, 6: 99, 12: 99 }, percent: 50 });
    await reward(payment);
    expect(await daysOf(inviter)).to.equal(3);
    expect(await shop.balance(inviter)).to.equal(0n);
  });

  it('is one who paid, in the counts, and what came of it is what was earned', async () => {
    await rules({ percent: 10, onePerFriend: false });
    const { payment } = await buy();
    await reward(payment);
    await reward((await buy()).payment);
    await bring(await shop.person(4n));
    const { db } = database;
    expect(await db.referrals.counts(db.knex, inviter)).to.deep.equal({ invited: 2, paid: 1 });
    expect(await db.referralRewards.earned(db.knex, inviter)).to.deep.equal({
      days: 0,
      funds: [rub(39_80n)],
    });
    await refund(payment);
    expect((await db.referralRewards.earned(db.knex, inviter)).funds).to.deep.equal([rub(19_90n)]);
  });
});

import { expect } from 'chai';
import { useInviting } from '../support/inviting.js';
import { rub, type TestShop } from '../support/shop.js';

describe('a purchase of an invited friend', () => {
  const inviting = useInviting();
  const { database, rules, buy, reward, refund, end, grants, rewards } = inviting;
  let shop: TestShop;
  let inviter: bigint;
  let friend: bigint;
  beforeEach(() => {
    shop = inviting.shop();
    inviter = inviting.inviter();
    friend = inviting.friend();
  });

  it('that is refunded takes both rewards back, and the next one is rewarded anew', async () => {
    const { payment } = await buy();
    await reward(payment);
    await refund(payment);
    expect(await end(friend)).to.equal(null);
    expect(await rewards()).to.have.length(2);
    await reward(payment);
    expect(await end(inviter)).to.equal(null);
    expect(await shop.told()).to.include(`referral:${payment.id}:back`);
    await reward(payment);
    expect((await buy()).payment.id).to.not.equal(payment.id);
    expect(await rewards()).to.have.length(3);
  });

  it('that was refunded before the inviter got anything gives them nothing', async () => {
    const { payment } = await buy();
    await refund(payment);
    await reward(payment);
    expect(await grants()).to.deep.equal([`${payment.id}:friend`]);
    expect(await end(inviter)).to.equal(null);
  });

  it('that was refunded takes money back as far as it is there, and writes down what is missing', async () => {
    await rules({ percent: 50 });
    const { payment } = await buy();
    await reward(payment);
    const { db } = database;
    const spent = { key: 'spent', from: `user:${inviter}`, to: 'sales', amount: rub(60_00n) } as const;
    await db.transaction((trx) => db.ledger.transfer(trx, spent));
    await refund(payment);
    await reward(payment);
    expect(await shop.balance(inviter)).to.equal(0n);
    expect(await db.referralRewards.query().findById(String(payment.id))).to.include({
      amountMinor: 99_50n,
      takenMinor: 39_50n,
    });
    expect(await db.ledger.audit()).to.deep.equal([]);
  });

  it('keeps its rewards when a part goes back, or all of it as goodwill', async () => {
    const part = await buy();
    await refund(part.payment, true, 50_00n);
    const before = await end(friend);
    await rules({ onePerFriend: false });
    const { payment } = await buy();
    await refund(payment, false);
    expect(await rewards()).to.have.length(2);
    expect((await end(friend))!.getTime()).to.be.greaterThan(before!.getTime());
  });
});

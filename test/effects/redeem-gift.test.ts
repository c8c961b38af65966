import { expect } from 'chai';
import type { Redeemed } from '../../src/effects/redeem-gift.js';
import { refuseRefund } from '../../src/effects/cancel-refund.js';
import { dayMs } from '../../src/domain/term.js';
import { useGiving } from '../support/giving.js';
import { rub, type TestShop } from '../support/shop.js';

const refusalOf = (result: Redeemed): string | null => ('refused' in result ? result.refused : null);

describe('a gift', () => {
  const giving = useGiving();
  const { database, give, redeem, takeBack, refund, issue, stateOf, end, order } = giving;
  let shop: TestShop;
  let giver: bigint;
  let receiver: bigint;
  beforeEach(() => {
    shop = giving.shop();
    giver = giving.giver();
    receiver = giving.receiver();
  });
  const sums = (id: bigint) => Promise.all(['provider:yookassa', `held:${id}`, 'sales'].map(shop.sum));
  const soundBooks = async () => expect(await database.db.ledger.audit()).to.deep.equal([]);
  const grants = () => database.db.knex('grants').orderBy('id').select('source', 'sourceId');

  it('waits with its money until it is redeemed, and gives its buyer nothing', async () => {
    const { id, token } = await give();
    expect(token).to.match(/^[\w-]{22}$/);
    expect(await sums(id)).to.deep.equal([-499_00n, 499_00n, 0n]);
    expect([await end(giver), await stateOf(id)]).to.deep.equal([null, 'waiting']);
    expect(await shop.told()).to.deep.equal([`gift:${id}`]);
    await soundBooks();
  });

  it('becomes a sale and the receiver’s time in one commit, and its giver hears of it', async () => {
    const { id, token } = await give();
    expect(refusalOf(await redeem(token))).to.equal(null);
    expect(await sums(id)).to.deep.equal([-499_00n, 0n, 499_00n]);
    expect(await grants()).to.deep.equal([{ source: 'gift', sourceId: String(id) }]);
    expect((await end(receiver))!.getTime()).to.be.greaterThan(Date.now() + 88 * dayMs);
    expect(await shop.told()).to.include(`gift:${id}:redeemed`);
    await soundBooks();
  });

  it('is redeemed once, though a hundred people come at the same time', async () => {
    const { id, token } = await give();
    const people = await Promise.all(Array.from({ length: 20 }, (_, n) => shop.person(BigInt(1_000 + n))));
    const asks = Array.from({ length: 100 }, (_, n) => redeem(token, people[n % 20]));
    const refusals = (await Promise.all(asks)).map(refusalOf);
    expect(refusals.filter((each) => each === null)).to.have.length(1);
    expect(refusals.filter((each) => each === 'yours')).to.have.length(4);
    expect(refusals.filter((each) => each === 'redeemed')).to.have.length(95);
    expect(await grants()).to.have.length(1);
    expect(await sums(id)).to.deep.equal([-499_00n, 0n, 499_00n]);
    await soundBooks();
  }).timeout(30_000);

  it('says to a second person that it is taken, and to the first that it is theirs', async () => {
    const { token } = await give();
    await redeem(token);
    expect(refusalOf(await redeem(token, giver))).to.equal('redeemed');
    expect(refusalOf(await redeem(token))).to.equal('yours');
    expect(refusalOf(await redeem('A'.repeat(22)))).to.equal('unknown');
  });

  it('may be kept by whoever bought it, who is told nothing', async () => {
    const { id, token } = await give();
    expect(refusalOf(await redeem(token, giver))).to.equal(null);
    expect(await end(giver)).to.be.instanceOf(Date);
    expect(await shop.told()).to.deep.equal([`gift:${id}`]);
  });

  it('of each to the other is redeemed side by side: nobody waits in a ring', async () => {
    for (let round = 0; round < 10; round += 1) {
      const [hers, his] = [await give(giver), await give(receiver)];
      const both = await Promise.all([redeem(his.token, giver), redeem(hers.token, receiver)]);
      expect(both.map(refusalOf)).to.deep.equal([null, null]);
    }
    await soundBooks();
  }).timeout(30_000);

  it('goes back to the giver’s balance as long as nobody has it, and then gives nothing', async () => {
    const { id, token } = await give();
    expect(await takeBack(id)).to.equal(true);
    expect(refusalOf(await redeem(token))).to.equal('held');
    expect(await takeBack(id)).to.equal(false);
    await issue();
    expect(await shop.balance(giver)).to.equal(499_00n);
    expect([await stateOf(id), await shop.sum(`held:${id}`)]).to.deep.equal(['returned', 0n]);
    expect(refusalOf(await redeem(token))).to.equal('returned');
    await soundBooks();
  });

  it('is not given back once it is redeemed, nor to anybody but its giver', async () => {
    const { id, token } = await give();
    expect(await takeBack(id, receiver)).to.equal(false);
    await redeem(token);
    expect(await takeBack(id)).to.equal(false);
    expect(await database.db.refunds.query()).to.deep.equal([]);
  });

  it('is redeemed or given back, never both, when both happen at once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { id, token } = await give();
      const [result, isBack] = await Promise.all([redeem(token), takeBack(id)]);
      expect(isBack).to.equal(refusalOf(result) !== null);
      await issue();
      expect(await stateOf(id)).to.equal(isBack ? 'returned' : 'redeemed');
    }
    await soundBooks();
  }).timeout(30_000);

  it('that is redeemed can be refunded by an operator, out of the sales, and the time with it', async () => {
    const { id, payment, token } = await give();
    await redeem(token);
    await refund(payment);
    expect(await end(receiver)).to.equal(null);
    expect([await shop.balance(giver), await shop.sum('sales'), await stateOf(id)]).to.deep.equal([
      499_00n,
      0n,
      'redeemed',
    ]);
    await soundBooks();
  });

  it('of which a part went back gives as much less, and all of it where that was goodwill', async () => {
    const [less, whole] = [await give(), await give()];
    await refund(less.payment, { amount: rub(249_50n) });
    await refund(whole.payment, { takesGrant: false });
    await redeem(less.token);
    expect((await end(receiver))!.getTime()).to.be.within(Date.now() + 44 * dayMs, Date.now() + 47 * dayMs);
    const third = await shop.person(3n);
    expect(refusalOf(await redeem(whole.token, third))).to.equal(null);
    expect((await end(third))!.getTime()).to.be.greaterThan(Date.now() + 88 * dayMs);
    expect(await shop.sum('sales')).to.equal(249_50n);
    await soundBooks();
  });

  it('keeps its money apart from a second payment of the same order, and from its refund', async () => {
    const open = await order();
    const [first, second] = [await shop.attempt(open), await shop.attempt(open, 'cryptopay')];
    await shop.see(first);
    await shop.see(second);
    expect(await shop.balance(giver)).to.equal(499_00n);
    await refund(second, { toBalance: false }, false);
    expect(await shop.sum(`held:${open.id}`)).to.equal(998_00n);
    const { token } = (await database.db.gifts.ofOrder(database.db.knex, open.id))!;
    expect(refusalOf(await redeem(token))).to.equal(null);
    expect([await shop.sum(`held:${open.id}`), await shop.sum('sales')]).to.deep.equal([499_00n, 499_00n]);
    await soundBooks();
  });

  it('stays one when the refund of it is refused', async () => {
    const { id, payment, token } = await give();
    const refundId = await refund(payment, { toBalance: false }, false);
    const { db } = database;
    await db.transaction(async (trx) => refuseRefund(db, trx, await db.refunds.byId(trx, refundId), 'no'));
    expect(await shop.sum(`held:${id}`)).to.equal(499_00n);
    expect(await shop.balance(giver)).to.equal(0n);
    expect(refusalOf(await redeem(token))).to.equal(null);
  });

  it('lengthens the time of whoever has some, and earns no inviter anything', async () => {
    await database.db
      .knex('referrals')
      .insert({ friendId: String(receiver), inviterId: String(giver), source: 'code' });
    await database.db
      .knex('referrals')
      .insert({ friendId: String(giver), inviterId: String(await shop.person(9n)), source: 'code' });
    await shop.see(await shop.attempt(await shop.order(receiver)));
    const before = (await end(receiver))!;
    const rewards = () => database.db.referralRewards.query();
    expect(await rewards()).to.have.length(1);
    const { token } = await give();
    await redeem(token);
    expect(await rewards()).to.have.length(1);
    expect((await end(receiver))!.getTime() - before.getTime()).to.be.greaterThan(88 * dayMs);
  });
});

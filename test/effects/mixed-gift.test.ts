import { expect } from 'chai';
import { dayMs } from '../../src/domain/term.js';
import { useGiving } from '../support/giving.js';
import { rub } from '../support/shop.js';

describe('a gift that the balance paid a part of', () => {
  const giving = useGiving();
  const { database, giveMixed, give, redeem, takeBack, refund, stateOf, end } = giving;
  const goodwill = { takesGrant: false };
  const money = async (id: bigint) => ({
    balance: await giving.shop().balance(giving.giver()),
    held: await giving.shop().sum(`held:${id}`),
    sales: await giving.shop().sum('sales'),
  });
  const isGot = async (token: string) => {
    expect(await redeem(token)).to.have.property('subscriptionId');
    expect((await end(giving.receiver()))!.getTime()).to.be.greaterThan(Date.now() + 88 * dayMs);
  };
  const soundBooks = async () => expect(await database.db.ledger.audit()).to.deep.equal([]);

  it('is sold for the whole price', async () => {
    const { id, token } = await giveMixed();
    expect(await money(id)).to.deep.equal({ balance: 0n, held: 499_00n, sales: 0n });
    await isGot(token);
    expect(await money(id)).to.deep.equal({ balance: 0n, held: 0n, sales: 499_00n });
    await soundBooks();
  });

  it('stays one though all of its money went back as goodwill, at once or in parts', async () => {
    for (const parts of [[undefined], [rub(200_00n), undefined]]) {
      const { id, payment, token } = await giveMixed();
      for (const amount of parts) await refund(payment, { ...goodwill, ...(amount && { amount }) });
      expect(await money(id)).to.include({ held: 0n, sales: 0n });
      expect(await redeem(token)).to.have.property('subscriptionId');
      expect(await money(id)).to.include({ held: 0n, sales: 0n });
    }
    expect(await giving.shop().balance(giving.giver())).to.equal(998_00n);
    await soundBooks();
  });

  it('of which a part went back as goodwill is sold for the rest', async () => {
    const { id, payment, token } = await giveMixed();
    await refund(payment, { ...goodwill, amount: rub(200_00n) });
    await isGot(token);
    expect(await money(id)).to.deep.equal({ balance: 200_00n, held: 0n, sales: 299_00n });
    await soundBooks();
  });

  it('once it is taken goes back out of the sales, both parts of it', async () => {
    const { id, payment, token } = await giveMixed();
    await isGot(token);
    await refund(payment);
    expect(await money(id)).to.deep.equal({ balance: 499_00n, held: 0n, sales: 0n });
    expect(await end(giving.receiver())).to.equal(null);
    await soundBooks();
  });

  it('has nothing to be taken back for by its giver, mixed or not, once all of it went back', async () => {
    for (const gift of [await giveMixed(), await give()]) {
      await refund(gift.payment, goodwill);
      expect([await takeBack(gift.id), await stateOf(gift.id)]).to.deep.equal([false, 'waiting']);
      expect(await redeem(gift.token)).to.have.property('subscriptionId');
    }
    expect(await giving.shop().balance(giving.giver())).to.equal(998_00n);
    await soundBooks();
  });
});

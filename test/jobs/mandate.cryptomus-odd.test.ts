import { expect } from 'chai';
import { act } from '../../src/buttons.js';
import { dayMs } from '../../src/domain/term.js';
import { useRecurrences } from '../support/recurrences.js';
import { rub } from '../support/shop.js';

describe('what Cryptomus charges again and again, and nobody asked for so,', () => {
  const there = useRecurrences();
  const { begin, pays, comes, hears, bill, payments, grants, expectMonths } = there;

  it('at another amount waits for a person, and gives nothing', async () => {
    await there.buy();
    there.till().change(bill().id, { minor: 1_00 });
    await comes();
    await hears();
    expect((await payments()).at(-1)).to.include({ state: 'review', amountMinor: 199_00n });
    await expectMonths(1);
    await there.soundBooks();
  });

  it('gives nothing once more where the same charge is dated otherwise, and the books show it', async () => {
    await there.buy();
    const { id, paidMs } = bill();
    there.till().change(id, { paidMs: paidMs! + 90_000 });
    await hears('paid_over');
    await there.match(':again');
    expect(await payments()).to.have.length(1);
    expect(await there.chat.shop().balance((await there.anna().row()).id)).to.equal(0n);
    expect((await there.db().breaks.list()).map(({ kind }) => kind)).to.deep.equal(['missing']);
    await comes();
    await hears();
    await expectMonths(2);
    await there.soundBooks();
  });

  it('goes to the balance where something else was bought before its payer agreed, and is ended', async () => {
    await begin();
    const { id: userId } = await there.anna().row();
    await there.chat.shop().give(userId, rub(199_00n));
    await there.anna().say('/buy');
    await there.anna().tap('1 месяц');
    await there.anna().tap('С баланса');
    await there.chat.work();
    pays();
    await hears();
    expect(await grants()).to.have.length(1);
    expect(await there.chat.shop().balance(userId)).to.equal(199_00n);
    expect(bill().data.recurrence).to.include({ canceled: 'cancel_by_merchant' });
    await there.soundBooks();
  });

  it('can be agreed to no more once its person gave it up, or chose another way', async () => {
    const otherwise = [
      async () => there.anna().forge(act('cancel', (await payments()).at(-1)!.id)),
      async () => {
        await there.anna().say('/buy');
        await there.anna().tap('1 месяц');
        await there.anna().tap('Cryptomus');
      },
    ];
    for (const choose of otherwise) {
      await begin();
      const { id } = bill();
      await choose();
      await there.chat.work();
      expect(there.till().find(id).data.recurrence).to.include({ canceled: 'cancel_by_merchant' });
    }
    expect(await grants()).to.deep.equal([]);
  });

  it('of another shop with the same account is none of ours, also under the name of a payment of ours', async () => {
    await there.buy();
    const { id, ...others } = bill();
    const strange = {
      ...others,
      id: '11111111-2222-4333-8444-555555555555',
      paidMs: Date.now() + 40 * dayMs,
    };
    there.till().bills.set(strange.id, strange);
    await hears();
    await there.match();
    expect(id).not.to.equal(strange.id);
    expect(await payments()).to.have.length(1);
    await expectMonths(1);
  });
});

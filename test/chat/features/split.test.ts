import { expect } from 'chai';
import { requestRefund } from '../../../src/effects/request-refund.js';
import { useChat, type Somebody } from '../../support/chatting.js';
import { rub } from '../../support/shop.js';

describe('paying a part from the balance', () => {
  const chat = useChat();
  let anna: Somebody;
  beforeEach(async () => {
    anna = chat.meet();
    await anna.say('/start');
  });
  const give = async (minor: bigint) => chat.shop().give((await anna.row()).id, rub(minor));
  const methods = async () => {
    await anna.say('/start');
    await anna.tap('Купить');
    await anna.tap('1 месяц');
  };
  const orders = () => chat.db().orders.query().orderBy('id');

  it('is offered where the balance is less than the price, as a switch', async () => {
    await give(50_00n);
    await methods();
    await anna.tap('Часть оплатить с баланса');
    expect(anna.labels().join('|')).to.match(/149.+баланс.+50/);
    await anna.tap('Не трогать баланс');
    expect(anna.labels().join('|')).not.to.match(/149/);
  });

  it('stays chosen while the card is to be saved or not', async () => {
    chat.rule({ saving: { providers: ['yookassa'], proposed: false } });
    await give(50_00n);
    await methods();
    await anna.tap('Часть оплатить с баланса');
    await anna.tap('Сохранить карту');
    expect(anna.labels().join('|')).to.match(/149.+баланс.+50/);
  });

  for (const minor of [0n, 199_00n, 500_00n])
    it(`is not offered with ${minor} kopeks on it`, async () => {
      if (minor > 0n) await give(minor);
      await methods();
      expect(anna.labels().join('|')).not.to.include('Часть оплатить с баланса');
    });

  it('holds the part, asks the provider for the rest, and gives back what is left aside', async () => {
    await give(50_00n);
    await methods();
    await anna.tap('Часть оплатить с баланса');
    await anna.tap('баланс');
    await chat.work();
    const { id: userId } = await anna.row();
    expect(await chat.shop().balance(userId)).to.equal(0n);
    expect(chat.world().sandbox.yookassa.payments.at(-1)!.amount.value).to.equal('149.00');

    await methods();
    await anna.tap('Часть оплатить с баланса');
    await anna.tap('баланс');
    expect(
      (await orders()).map(({ state }) => state),
      'the same again',
    ).to.deep.equal(['open']);

    await methods();
    await anna.tap('Картой');
    expect((await orders()).map(({ state, heldMinor }) => [state, heldMinor])).to.deep.equal([
      ['canceled', 50_00n],
      ['open', 0n],
    ]);
    expect(await chat.shop().balance(userId)).to.equal(50_00n);
    expect(await chat.db().ledger.audit()).to.deep.equal([]);
  });

  it('tells of both where it goes back to the card, and in English, too', async () => {
    const boris = chat.meet(43, { language_code: 'en' });
    await boris.say('/start');
    for (const [who, buy, add, month, check] of [
      [anna, 'Купить', 'Часть оплатить с баланса', '1 месяц', 'Проверить оплату'],
      [boris, 'Buy', 'Use my balance', '1 month', 'I have paid'],
    ] as const) {
      const { id: userId } = await who.row();
      await chat.shop().give(userId, rub(50_00n));
      await who.say('/start');
      await who.tap(buy);
      await who.tap(month);
      await who.tap(add);
      await who.tap('149');
      await chat.work();
      const { yookassa } = chat.world().sandbox;
      yookassa.pay(yookassa.payments.at(-1)!.id);
      await who.tap(check);
      await chat.work();
      const { paidBy } = (await orders()).at(-1)!;
      const wish = { paymentId: paidBy!, takesGrant: true, toBalance: false, actor: 'cli', reason: 'test' };
      await chat.db().transaction((trx) => requestRefund(chat.db(), trx, wish));
      await chat.work();
      expect(await chat.shop().balance(userId)).to.equal(50_00n);
    }
    expect(anna.last().text)
      .to.match(/^↩️ Возвращаем 149 ₽\n/)
      .and.match(/\n💰 Часть вы платили с баланса: 50 ₽ уже снова на нём\.\n\nПодписка закончилась\.$/);
    expect(boris.last().text)
      .to.match(/^↩️ Returning .*149.*\n/)
      .and.match(
        /\n💰 You paid a part from the balance: .*50.* is back there already\.\n\nYour subscription has ended\.$/,
      );
  });

  it('leaves the provider its least', async () => {
    await give(198_50n);
    await methods();
    await anna.tap('Часть оплатить с баланса');
    await anna.tap('баланс');
    expect((await orders()).map(({ heldMinor }) => heldMinor)).to.deep.equal([198_00n]);
  });

  it('is refused to a button whose balance is gone', async () => {
    await give(50_00n);
    await methods();
    await anna.tap('Часть оплатить с баланса');
    const { id: userId } = await anna.row();
    await chat.db().transaction((trx) =>
      chat.db().ledger.transfer(trx, {
        key: 'gone',
        from: `user:${userId}`,
        to: 'adjust',
        amount: rub(50_00n),
      }),
    );
    await anna.tap('баланс');
    expect(await orders()).to.deep.equal([]);
  });

  it('is not offered of what an invoice for another subscription holds; that one can still be paid', async () => {
    chat.rule({ maxSubscriptions: 2 });
    await give(199_00n);
    await methods();
    await anna.tap('С баланса');
    await chat.work();
    await give(50_00n);
    const hold = async (which: string): Promise<void> => {
      await anna.say('/buy');
      await anna.tap(which);
      await anna.tap('1 месяц');
      await anna.tap('Часть оплатить с баланса');
      expect(anna.last().text).to.include('50 ₽');
      await anna.tap('баланс');
    };
    await hold('Ещё одна');
    await hold('Ещё одна');
    const { id: userId } = await anna.row();
    expect(await chat.shop().balance(userId)).to.equal(0n);

    await anna.say('/buy');
    await anna.tap('№ 1');
    await anna.tap('1 месяц');
    expect(anna.labels().join('|')).not.to.include('баланс');
    await anna.tap('Картой');
    expect((await orders()).map(({ state, heldMinor }) => [state, heldMinor])).to.deep.equal([
      ['paid', 0n],
      ['open', 50_00n],
      ['open', 0n],
    ]);
    expect(await chat.db().ledger.audit()).to.deep.equal([]);
  });
});

import { expect } from 'chai';
import { requestRefund } from '../../../src/effects/request-refund.js';
import { useChat, type Somebody } from '../../support/chatting.js';
import { rub } from '../../support/shop.js';

describe('a gift in the chat', () => {
  const chat = useChat();
  let anna: Somebody;
  let boris: Somebody;
  beforeEach(async () => {
    await chat.db().settings.set('bot', { username: 'shop_bot' });
    anna = chat.meet(42);
    boris = chat.meet(43, { first_name: 'Борис' });
    await anna.say('/start');
  });
  const linkOf = (who: Somebody): string => /start=(gift_[\w-]{22})/.exec(who.last().text)![1]!;
  const give = async (): Promise<string> => {
    await chat.shop().give((await anna.row()).id, rub(1_000_00n), `give:${Date.now()}`);
    await anna.say('/buy');
    await anna.tap('В подарок');
    await anna.tap('3 месяца');
    await anna.tap('С баланса');
    expect(anna.last().text).to.match(/^🎁 Ваш подарок: 3 месяца/);
    return linkOf(anna);
  };

  it('is bought for money, sent by a link, taken by whoever opens it, and the access comes', async () => {
    await anna.say('/buy');
    await anna.tap('В подарок');
    await anna.tap('1 месяц');
    expect(anna.last().text).to.match(/1 месяц в подарок · 199/);
    await anna.tap('Картой');
    await chat.work();
    expect(anna.last().text).to.include('ссылку на подарок');
    const { yookassa } = chat.world().sandbox;
    yookassa.pay(yookassa.payments.at(-1)!.id);
    await anna.tap('Проверить оплату');
    await chat.work();
    expect(anna.last().text).to.match(/^🎁 Ваш подарок: 1 месяц/);
    expect(await chat.db().subscriptions.query()).to.deep.equal([]);

    await boris.say(`/start ${linkOf(anna)}`);
    expect(boris.last().text).to.match(/^🎁 Анна дарит вам подарок!/);
    await boris.tap('Принять');
    expect(boris.last().text).to.match(/^🎁 Подарок ваш/);
    await chat.work();
    expect(boris.last().text).to.match(/^🎉 Готово!/);
    expect(anna.last().text).to.match(/^🎉 Подарок принят\nБ••• теперь/);
  });

  it('is not sold at the price of an old keyboard', async () => {
    await anna.say('/buy');
    await anna.tap('В подарок');
    await anna.tap('1 месяц');
    await chat.shop().reprice(299_00n);
    expect((await anna.tap('Картой')).toast).to.equal('Предложение изменилось, выберите ещё раз');
    expect(await chat.db().orders.query()).to.deep.equal([]);
    expect(anna.labels()).to.include('1 месяц · 299 ₽');
  });

  it('is taken once: a second person, and a second tap, are told so', async () => {
    const link = await give();
    await boris.say(`/start ${link}`);
    const vera = chat.meet(44);
    await vera.say(`/start ${link}`);
    await boris.tap('Принять');
    await vera.tap('Принять');
    expect(vera.last().text).to.match(/^Этот подарок уже принял кто-то другой/);
    await boris.say(`/start ${link}`);
    expect(boris.last().text).to.match(/^✅ Вы уже приняли/);
    expect(await chat.db().knex('grants')).to.have.length(1);
  });

  it('goes back to the balance until it is taken, and its link is dead from then on', async () => {
    const link = await give();
    await anna.tap('Вернуть деньги');
    expect(anna.last().text).to.match(/^Вернуть 499 ₽ на баланс\?/);
    await anna.tap('Да, вернуть');
    await chat.work();
    await anna.say('/start');
    await anna.tap('Друзья');
    await anna.tap('Подарить');
    await anna.tap('возвращён');
    expect(anna.last().text).to.match(/^↩️ Подарок \(3 месяца\) отменён/);
    expect(await chat.shop().balance((await anna.row()).id)).to.equal(1_000_00n);
    await boris.say(`/start ${link}`);
    expect(boris.last().text).to.match(/^Этот подарок отменён/);
  });

  it('asks about what is left of its money, where a part went back before', async () => {
    await give();
    const db = chat.db();
    const { id, paidBy } = (await db.orders.query())[0]!;
    const part = { paymentId: paidBy!, amount: rub(100_00n), takesGrant: true, toBalance: true };
    await db.transaction((trx) => requestRefund(db, trx, { ...part, actor: 'cli', reason: 'test' }));
    await chat.work();
    await anna.say('/start');
    await anna.forge(`1:o:giftback:${id}`, anna.last().id);
    expect(anna.last().text).to.match(/^Вернуть 399 ₽ на баланс\?/);
    await anna.tap('Да, вернуть');
    await chat.work();
    expect(await chat.shop().balance((await anna.row()).id)).to.equal(1_000_00n);
  });

  it('does not go back once it is taken, though its old screen still says so', async () => {
    const link = await give();
    await anna.tap('Вернуть деньги');
    await boris.say(`/start ${link}`);
    await boris.tap('Принять');
    await anna.tap('Да, вернуть');
    expect(anna.last().text).to.match(/^🎉 Подарок принят/);
    expect(await chat.db().refunds.query()).to.deep.equal([]);
  });

  it('of one’s own may be kept, after a question', async () => {
    await anna.say(`/start ${await give()}`);
    expect(anna.last().text).to.match(/^🎁 Это ваш подарок/);
    await anna.tap('Принять');
    expect(anna.last().text).to.match(/^🎁 Подарок ваш/);
  });

  it('that is not there says so, whatever follows in the link', async () => {
    for (const payload of [
      'gift_',
      'gift_x',
      `gift_${'A'.repeat(22)}`,
      `gift_${'z'.repeat(59)}`,
      'gift_----------------------',
    ]) {
      await boris.say(`/start ${payload}`);
      expect(boris.last().text, payload).to.match(/^Такого подарка нет/);
      expect(boris.labels()).to.deep.equal(['☰ Меню']);
    }
  });

  it('is shown to nobody by its number', async () => {
    await give();
    const { id } = (await chat.db().orders.query())[0]!;
    await boris.say('/start');
    for (const data of [`1:o:given:${id}`, `1:o:giftback:${id}`, `1:o:gift:${id}`])
      await boris.forge(data, boris.last().id);
    expect(boris.last().text).to.match(/^Такого подарка нет/);
    const version = (await boris.row()).screenVersion;
    await boris.forge(`1:a:giftback:${id}:${version}`, boris.last().id);
    expect(await chat.db().refunds.query()).to.deep.equal([]);
  });
});

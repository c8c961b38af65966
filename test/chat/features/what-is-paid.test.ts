import { expect } from 'chai';
import { useChat, type Somebody } from '../../support/chatting.js';
import { rub } from '../../support/shop.js';

describe('what is being paid for', () => {
  const chat = useChat();
  let anna: Somebody;

  beforeEach(async () => {
    await chat.shop().plus();
    anna = chat.meet();
    await anna.say('/start');
  });

  const choose = async (...labels: string[]): Promise<void> => {
    for (const label of labels) await anna.tap(label);
    await chat.work();
  };

  it('is named wherever it is paid, where several plans are sold', async () => {
    await choose('Купить', 'plus', '1 месяц');
    expect(anna.last().text).to.match(/^plus, 1 месяц · 398 ₽/);
    await choose('Картой');
    expect(anna.last().text).to.match(/^Счёт на 398 ₽\nplus, 1 месяц\n💳 Картой или СБП/);
    await choose('Другой способ');
    expect(anna.last().text).to.match(/^plus, 1 месяц · 398 ₽/);
    await choose('Назад');
    expect(anna.last().text).to.match(/^plus: на какой срок/);
  });

  it('has the number of its subscription, where they have several', async () => {
    chat.rule({ maxSubscriptions: 2 });
    await chat.shop().give((await anna.row()).id, rub(199_00n));
    await choose('Купить', 'Стандарт', '1 месяц', 'С баланса');
    await anna.say('/buy');
    await choose('Ещё одна', 'Стандарт', '1 месяц');
    expect(anna.last().text).to.match(/^Стандарт, 1 месяц, № 2 · 199 ₽/);
    await choose('Картой');
    expect(anna.last().text).to.match(/^Счёт на 199 ₽\nСтандарт, 1 месяц, № 2\n/);
    await choose('Отменить');
    expect(anna.last().text).to.match(/^Какой тариф/);
  });

  it('stands in the history, and in the list of gifts', async () => {
    await chat.shop().give((await anna.row()).id, rub(398_00n));
    await anna.say('/buy');
    await choose('В подарок', 'plus', 'С баланса');
    expect(anna.last().text).to.match(/^🎁 Ваш подарок: plus, 1 месяц/);
    await choose('Назад');
    expect(anna.labels()[0]).to.match(/^🎁 plus, 1 месяц · .+ · ждёт/);
    await anna.say('/menu');
    await choose('Платежи');
    expect(anna.last().text).to.include('398 ₽ · подарок, plus, 1 месяц · оплачен ✅');
  });

  it('is not asked for again by the invoice of another way, once it is paid', async () => {
    await choose('Купить', 'Стандарт', '1 месяц', 'Картой');
    const [yookassa] = await chat.db().payments.query();
    await chat.shop().give((await anna.row()).id, rub(199_00n));
    await choose('Другой способ', 'С баланса');
    await anna.forge(`1:o:payment:${yookassa!.id}`, anna.last().id);
    expect(anna.last().text).to.match(/^✅ Этот заказ уже оплачен другим способом/);
    expect(anna.labels()).to.deep.equal(['☰ Меню']);
    await chat
      .db()
      .knex('payments')
      .where({ id: String(yookassa!.id) })
      .update({ state: 'expired' });
    await anna.forge(`1:o:payment:${yookassa!.id}`, anna.last().id);
    expect(anna.labels(), 'once it is over').to.deep.equal(['☰ Меню']);
    await choose('Меню', 'Платежи');
    expect(anna.last().text).to.match(/истёк\n.+Картой/);
    expect(anna.last().text).not.to.include('ждёт оплаты');
  });

  it('as a gift, has a receipt, and leads back from its address', async () => {
    chat.rule({ receipts: ['yookassa'] });
    await anna.say('/buy');
    await choose('В подарок', 'plus', 'Получить чек', 'Назад');
    expect(anna.last().text).to.match(/^🎁 plus, 1 месяц в подарок/);
  });

  it('as a gift, says whether the card is saved, and asks before', async () => {
    chat.rule({ saving: { providers: ['yookassa'], proposed: true } });
    await anna.say('/buy');
    await choose('В подарок', 'plus');
    expect(anna.last().text).to.include('💾 Карта сохранится');
    await choose('Сохранить карту: да');
    expect(anna.last().text)
      .to.match(/^🎁 plus, 1 месяц в подарок/)
      .and.include('Карта не сохранится');
    await choose('Картой');
    const [payment] = await chat.db().payments.query();
    expect(payment?.saves).to.equal(false);
  });
});

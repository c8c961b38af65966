import { expect } from 'chai';
import { languages } from '../../../src/domain/language.js';
import methods from '../../../src/chat/screens/methods.js';
import { useChat, type Somebody } from '../../support/chatting.js';
import { rub } from '../../support/shop.js';

describe('buying', () => {
  const chat = useChat();
  let anna: Somebody;

  beforeEach(async () => {
    anna = chat.meet();
    await anna.say('/start');
  });

  const toMethods = async (who = anna): Promise<void> => {
    await who.tap('Купить');
    await who.tap('1 месяц');
  };
  const orders = () => chat.db().orders.query().orderBy('id');
  const payments = () => chat.db().payments.query().orderBy('id');

  it('shows the payment at once, and its link in the same place when it is there', async () => {
    await toMethods();
    expect(anna.last().text).to.match(/^1 месяц · 199 ₽/);
    await anna.tap('Картой');
    expect(anna.last().text).to.match(/^Готовим счёт на 199 ₽/);
    expect(anna.labels()).to.deep.equal(['🔄 Обновить', '✖️ Отменить', '☰ Меню']);

    await chat.work();
    expect(anna.messages()).to.have.lengthOf(1);
    expect(anna.last().text).to.match(/^Счёт на 199 ₽/);
    expect(anna.labels()).to.deep.equal([
      'Оплатить 199 ₽',
      '🔄 Проверить оплату',
      '✖️ Отменить',
      '← Другой способ',
      '☰ Меню',
    ]);
    expect((await anna.tap('Оплатить')).url).to.match(/^http/);
  });

  it('brings the link in a message of its own to somebody who moved on, and leaves their screen alone', async () => {
    await toMethods();
    await anna.tap('Картой');
    await anna.tap('Меню');
    const [screen] = anna.messages();
    await chat.work();
    expect(anna.messages()).to.have.lengthOf(2);
    expect(anna.messages()[0]).to.deep.equal(screen);
    expect(anna.last().text).to.match(/^Счёт на 199 ₽/);
    await anna.tap('Отменить');
    expect(anna.last().text).to.match(/^На какой срок/);
  });

  it('is one order and one payment, however often one button is pressed at once', async () => {
    await toMethods();
    const presses = Array.from({ length: 20 }, () => anna.press('Картой'));
    const updates = await chat.fetchUpdates();
    expect(updates).to.have.lengthOf(20);
    await Promise.all(updates.map((update) => chat.handle(update)));
    await Promise.all(presses);
    expect(await orders()).to.have.lengthOf(1);
    expect(await payments()).to.have.lengthOf(1);
    expect(anna.messages()).to.have.lengthOf(1);
    expect(anna.last().text).to.match(/^Готовим счёт/);
  });

  it('is one order and one payment for whoever goes back and chooses the same again', async () => {
    for (let round = 0; round < 3; round++) {
      await anna.say('/buy');
      await anna.tap('1 месяц');
      await anna.tap('Картой');
    }
    expect(await orders()).to.have.lengthOf(1);
    expect(await payments()).to.have.lengthOf(1);
  });

  it('gives up the open order when something else is chosen', async () => {
    await toMethods();
    await anna.tap('Картой');
    await anna.say('/buy');
    await anna.tap('3 месяца');
    await anna.tap('Картой');
    expect((await orders()).map(({ state }) => state)).to.deep.equal(['canceled', 'open']);
  });

  it('from the balance is one purchase, however often it is pressed at once', async () => {
    const { id } = await anna.row();
    await chat.shop().give(id, rub(1_000_00n));
    await toMethods();
    const presses = Array.from({ length: 20 }, () => anna.press('С баланса'));
    await Promise.all((await chat.fetchUpdates()).map((update) => chat.handle(update)));
    await Promise.all(presses);
    expect(await chat.shop().balance(id)).to.equal(801_00n);
    expect((await orders()).map(({ state }) => state)).to.deep.equal(['paid']);
    expect(await chat.db().grants.query()).to.have.lengthOf(1);
    expect(anna.last().text).to.match(/^✅ Оплачено, готовим доступ/);
  });

  it('from the balance leads to a top-up where the money went meanwhile', async () => {
    const { id } = await anna.row();
    await chat.shop().give(id, rub(199_00n));
    await toMethods();
    await chat
      .db()
      .transaction((trx) =>
        chat.db().ledger.transfer(trx, { key: 'k', from: `user:${id}`, to: 'adjust', amount: rub(100_00n) }),
      );
    const tapped = await anna.tap('С баланса');
    expect(tapped.toast).to.equal('На балансе не хватает денег: пополните его, пожалуйста');
    expect(anna.last().text).to.match(/^На сколько пополнить/);
    expect(await chat.shop().balance(id)).to.equal(99_00n);
    expect(await chat.db().grants.query()).to.have.lengthOf(0);
  });

  it('is not offered from a balance that is too small', async () => {
    const { id } = await anna.row();
    await chat.shop().give(id, rub(198_99n));
    await toMethods();
    expect(anna.labels()).not.to.include('👛 С баланса');
    expect(anna.last().text).to.include('На балансе: 198,99 ₽');
  });

  it('leads to where others sell the same by themselves', async () => {
    const { scope, db } = chat;
    const month = await chat.shop().offer(1);
    const page = { provider: 'tribute', url: 'https://t.me/tribute/app?startapp=s1' };
    const shop = { ...scope().chat.shop, pagesFor: (months: number) => (months === 1 ? [page] : []) };
    const about = { isOperator: false, timezone: 'UTC' };
    const viewer = { ...about, db: db(), person: await anna.row(), now: new Date(), shop };
    const state = (await methods.load(viewer, String(month.id)))!;
    expect(state).to.deep.include({ pages: [page] });
    const named = { ru: '❤️ Tribute, с автопродлением', en: '❤️ Tribute, renewed automatically' };
    for (const language of languages) {
      const { buttons } = methods.render(state, scope().chat.translate(language));
      expect(buttons).to.deep.include([{ text: named[language], url: page.url }]);
    }

    const plus = await chat.shop().plus();
    expect(await methods.load(viewer, String(plus.id))).to.deep.include({ pages: [] });
  });

  it('leads there only for the subscription that gets the time', async () => {
    const page = { provider: 'tribute', url: 'https://t.me/tribute/app?startapp=s1' };
    const month = await chat.shop().offer(1);
    const plus = await chat.shop().plus();
    const person = await anna.row();
    const pagesFor = async (number: number) => {
      const shop = { ...chat.scope().chat.shop, maxSubscriptions: 3, pagesFor: () => [page] };
      const viewer = { db: chat.db(), person, now: new Date(), shop, isOperator: false, timezone: 'UTC' };
      return (await methods.load(viewer, String(month.id), String(number)))?.pages;
    };
    expect(await pagesFor(1)).to.deep.equal([page]);

    await chat.shop().see(await chat.shop().attempt(await chat.shop().order(person.id, plus)));
    expect([await pagesFor(1), await pagesFor(2)]).to.deep.equal([[page], []]);

    const { id: subscriptionId } = await chat
      .db()
      .transaction((trx) => chat.db().subscriptions.numbered(trx, person.id, 2));
    const goods = { userId: person.id, subscriptionId, kind: 'buy', planVersionId: month.id } as const;
    const order = await chat
      .db()
      .transaction((trx) => chat.db().orders.findOrOpen(trx, { ...goods, price: month.price! }));
    await chat.shop().see(await chat.shop().attempt(order));
    expect([await pagesFor(1), await pagesFor(2), await pagesFor(3)]).to.deep.equal([[], [page], []]);
  });

  it('never sells at the price of an old keyboard', async () => {
    await toMethods();
    const month = await chat.shop().offer(1);
    await chat.shop().reprice(299_00n);
    expect((await anna.tap('Картой')).toast).to.equal('Предложение изменилось, выберите ещё раз');
    expect(anna.labels()).to.include('1 месяц · 299 ₽');
    expect(await orders()).to.have.lengthOf(0);

    await anna.forge(`1:o:methods:${month.id}`, anna.last().id);
    expect(anna.last().text).to.match(/^На какой срок/);
  });

  it('cannot be had by a provider that does not take as much', async () => {
    await chat.shop().reprice(400_000_00n);
    await toMethods();
    expect(anna.labels()).to.deep.equal(['← Назад']);
    const { id } = await chat.shop().offer(1);
    const { screenVersion } = await anna.row();
    const tapped = await anna.forge(`1:a:pay:${id}:yookassa:${screenVersion}`, anna.last().id);
    expect(tapped.toast).to.equal('Предложение изменилось, выберите ещё раз');
    expect(await orders()).to.have.lengthOf(0);
  });

  it('cannot be had by a provider that is not offered', async () => {
    await toMethods();
    const version = anna.dataOf('Картой').split(':').at(-1);
    const month = await chat.shop().offer(1);
    const tapped = await anna.forge(`1:a:pay:${month.id}:free:${version}`, anna.last().id);
    expect(tapped.toast).to.equal('Предложение изменилось, выберите ещё раз');
    expect(await orders()).to.have.lengthOf(0);
  });
});

import { expect } from 'chai';
import { act, open } from '../../../src/buttons.js';
import { meetWithMonth, useChat, type Somebody } from '../../support/chatting.js';

describe('auto-renewal in the chat', () => {
  const chat = useChat();
  const agreements = () => chat.db().knex('renewals').orderBy('subscriptionId');
  const endsIn = (hours: number) =>
    chat
      .db()
      .knex('subscriptions')
      .update({ paidUntil: new Date(Date.now() + hours * 3_600_000) });

  /** Somebody with a paid subscription, and money left. */
  const customer = (id = 42): Promise<Somebody> => meetWithMonth(chat, { id });
  const turnOn = async (anna: Somebody): Promise<void> => {
    await anna.say('/connect');
    await anna.tap('Автопродление: выключено');
    await anna.tap('Включить');
    await anna.tap('с баланса · 199 ₽');
    await anna.tap('Да, включить');
  };

  it('is switched on with what is charged, when and by what told before', async () => {
    const anna = await customer();
    await anna.say('/connect');
    await anna.tap('Автопродление: выключено');
    expect(anna.last().text).to.match(/^Автопродление выключено/);
    await anna.tap('Включить');
    await anna.tap('с баланса · 199 ₽');
    expect(anna.last().text).to.match(/1 месяц · 199 ₽\nОплата: с баланса\n\nПервое списание: \d+ \S+ \d{4}/);
    expect(await agreements()).to.deep.equal([]);
    await anna.tap('Да, включить');
    expect(anna.last().text).to.match(/^Автопродление включено[^]+199 ₽, с баланса[^]+Спишем/);
    expect(await agreements()).to.have.length(1);
    const [agreed] = await agreements();
    expect(agreed).to.include({ active: true, methodId: null, priceMinor: 199_00n, currency: 'RUB' });
    await anna.say('/connect');
    expect(anna.labels()).to.include('🔁 Автопродление: включено');
  });

  it('tells the day before, renews, and says so', async () => {
    const anna = await customer();
    await turnOn(anna);
    const { id } = await chat.shop().subscription((await anna.row()).id);
    const soon = (hours: number) => chat.work({ now: () => new Date(Date.now() + hours * 3_600_000) });
    const [{ paidUntil }] = await chat
      .db()
      .knex('subscriptions')
      .where({ id: String(id) });
    const left = (paidUntil.getTime() - Date.now()) / 3_600_000;
    await chat.db().knex('subscriptions').update({ renewAt: new Date() });
    await promised('renewal.review', id);
    await soon(left - 48);
    expect(anna.last().text).to.match(/^🔔 Скоро продлим подписку\nСпишем 199 ₽ /);
    await promised('renewal.review', id);
    await soon(left - 24);
    expect(anna.last().text).to.match(/^🔁 Подписка продлена до [^]+Списали 199 ₽ \(с баланса\)/);
    expect(await chat.shop().balance((await anna.row()).id)).to.equal(602_00n);
  });
  const promised = (job: string, id: bigint) =>
    chat
      .db()
      .knex('outbox')
      .insert({ job, key: `${job}:${id}`, data: '{}', lane: 1 });

  it('is switched off from the notice: nothing is charged', async () => {
    const anna = await customer();
    await turnOn(anna);
    await endsIn(47);
    const { id } = await chat.shop().subscription((await anna.row()).id);
    await chat
      .db()
      .knex('renewals')
      .update({ agreedAt: new Date(0) });
    await promised('renewal.review', id);
    await chat.work();
    expect(anna.last().text).to.match(/^🔔/);
    await anna.tap('Выключить автопродление');
    expect(anna.last().text).to.match(/^Автопродление выключено/);
    await endsIn(20);
    await promised('renewal.review', id);
    await chat.work();
    expect(await chat.shop().balance((await anna.row()).id)).to.equal(801_00n);
  });

  it('is charged at once where the end is near, and its person was told that', async () => {
    const anna = await customer();
    await endsIn(5);
    await chat.db().knex('orders').update({ kind: 'topup' }); // as if paid long ago
    await anna.say('/connect');
    await anna.tap('Автопродление: выключено');
    await anna.tap('Включить');
    await anna.tap('с баланса');
    expect(anna.last().text).to.include('поэтому спишем сразу');
    await anna.tap('Да, включить');
    await chat.work();
    expect(anna.last().text).to.match(/^🔁 Подписка продлена/);
  });

  it('is not agreed to by a button of another price, of another person or of nobody', async () => {
    const anna = await customer();
    const { id } = await chat.shop().subscription((await anna.row()).id);
    await anna.forge(act('renew', id, 0, (198_00).toString(36)));
    expect(anna.last().text).to.match(/^Включить автопродление/);
    const boris = await customer(43);
    await boris.forge(act('renew', id, 0, (199_00).toString(36)));
    await boris.forge(act('renew', 10n ** 17n, 0, 'x'));
    await boris.forge(act('renew', 'none', 'none', 'none'));
    await boris.forge(act('renewoff', id));
    await boris.forge(open('renewal', id));
    await boris.forge(open('renewaltrouble', id, 'nonsense'));
    await boris.forge(open('renewalconsent', id, 0));
    expect(boris.last().text).to.match(/^Главное меню/);
    expect(await agreements()).to.deep.equal([]);
  });

  it('asks again where the price rose, and is at that price once agreed', async () => {
    const anna = await customer();
    await turnOn(anna);
    await endsIn(47);
    await chat
      .db()
      .knex('renewals')
      .update({ priceMinor: '19800', agreedAt: new Date(0) });
    const { id } = await chat.shop().subscription((await anna.row()).id);
    await promised('renewal.review', id);
    await chat.work();
    expect(anna.last().text).to.match(/^⚠️ Цена изменилась\nТеперь это 199 ₽/);
    await anna.tap('Продлевать за 199 ₽');
    await anna.tap('Да, включить');
    const [agreed] = await agreements();
    expect(agreed).to.include({ priceMinor: 199_00n });
  });

  it('is not offered to somebody on trial', async () => {
    const anna = chat.meet();
    await anna.say('/start');
    await anna.tap('Попробовать');
    await anna.tap('Начать');
    await chat.work();
    await anna.say('/connect');
    await anna.tap('Автопродление');
    expect(anna.last().text).to.include('Продлевать пока нечего');
  });
});

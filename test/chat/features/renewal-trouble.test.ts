import { expect } from 'chai';
import { reviewRenewal } from '../../../src/effects/review-renewal.js';
import { meetWithMonth, useChat, type Somebody } from '../../support/chatting.js';

describe('auto-renewal that will charge nothing', () => {
  const chat = useChat();
  let anna: Somebody;

  /** A month that is paid for, and agreed to be renewed. */
  const turnOn = async (source: string): Promise<void> => {
    await anna.say('/connect');
    for (const label of ['Автопродление', 'Включить', source, 'Да, включить']) await anna.tap(label);
    await chat.work();
  };
  const settings = async (): Promise<string> => {
    await anna.say('/connect');
    await anna.tap('Автопродление:');
    return anna.last().text;
  };
  const toPremium = async (): Promise<void> => {
    await anna.say('/buy');
    for (const label of ['Премиум', '1 месяц']) await anna.tap(label);
  };

  beforeEach(async () => {
    anna = await meetWithMonth(chat, { balance: 5_000_00n });
  });

  describe('since its person takes another plan,', () => {
    beforeEach(async () => {
      await turnOn('с баланса');
      await chat.shop().plus();
      await chat.db().knex('plans').where({ slug: 'plus' }).update({ titleRu: 'Премиум' });
      await toPremium();
    });

    it('says so before they do, and once they did: at once, with the way to turn it on anew', async () => {
      expect(anna.last().text).to.include(
        'Автопродление тарифа «Стандарт» остановится: для «Премиум» его включают отдельно',
      );
      await anna.tap('С баланса');
      await chat.work();

      await anna.say('/connect');
      expect(anna.labels()).to.include('🔁 Автопродление: приостановлено');
      expect(await settings())
        .to.match(/^Автопродление приостановлено/)
        .and.include('Этот тариф сам не продлится')
        .and.not.match(/Спишем|Продление:/);
      for (const label of ['Включить заново', 'с баланса · 398 ₽', 'Да, включить']) await anna.tap(label);
      expect(await settings()).to.match(/^Автопродление включено[^]+398 ₽, с баланса[^]+Спишем/);
      await anna.say('/connect');
      expect(anna.labels()).to.include('🔁 Автопродление: включено');
    });

    it('says nothing of it where it is off', async () => {
      await settings();
      await anna.tap('Выключить');
      await toPremium();
      expect(anna.last().text).to.include('Тариф сменится').and.not.include('Автопродление');
    });

    it('says nothing of an agreement for a plan that they have left already', async () => {
      await anna.tap('С баланса');
      await chat.work();
      await anna.say('/buy');
      for (const label of ['Стандарт', '1 месяц']) await anna.tap(label);
      expect(anna.last().text).to.include('Тариф сменится').and.not.include('Автопродление');
    });
  });

  it('since its plan is not sold any more, says so at once, and offers another', async () => {
    await turnOn('с баланса');
    await chat.shop().plus();
    await chat.db().knex('plans').where({ slug: 'standard' }).update({ active: false });
    expect(await settings())
      .to.include('больше не продаётся')
      .and.not.match(/Спишем|Продление:/);
    expect(anna.labels()).to.include.members(['🚀 Купить подписку', '🛑 Выключить автопродление']);
    expect(anna.labels()).not.to.include('🔁 Включить заново');
  });

  it('since the price rose, says so at once, and is agreed to anew', async () => {
    await turnOn('с баланса');
    await chat.shop().reprice(249_00n);
    expect(await settings())
      .to.include('Цена изменилась\nТеперь это 249 ₽')
      .and.not.match(/Спишем|Продление:/);
    for (const label of ['Включить заново', 'с баланса · 249 ₽', 'Да, включить']) await anna.tap(label);
    expect(await settings()).to.match(/^Автопродление включено[^]+249 ₽, с баланса[^]+Спишем/);
  });

  const byCard = async (): Promise<void> => {
    const { id: userId } = await anna.row();
    const card = { id: 'pm-1', title: 'Mir •• 4242', kind: 'card' } as const;
    const db = chat.db();
    await db.transaction((trx) => db.paymentMethods.save(trx, userId, 'yookassa', card));
    await turnOn('Mir •• 4242');
    expect(await settings())
      .to.include('199 ₽, Mir •• 4242')
      .and.include('Спишем');
  };

  it('since its provider charges no cards any more, says so at once, and offers them no more', async () => {
    await byCard();
    chat.rule({ charges: () => false });
    expect(await settings())
      .to.include('Нужен другой способ оплаты')
      .and.not.match(/Спишем|Продление:/);
    await anna.tap('💳 Другой способ оплаты');
    expect(anna.labels().join()).to.include('с баланса').and.not.include('Mir');
  });

  it('since its method was removed, says so at once, and asks for another', async () => {
    await byCard();
    const db = chat.db();
    const { id: userId } = await anna.row();
    const [method] = await db.paymentMethods.ofPerson(db.knex, userId);
    await db.transaction((trx) => db.paymentMethods.remove(trx, method!.id, userId));
    expect(await settings())
      .to.include('Нужен другой способ оплаты')
      .and.not.match(/Спишем|Продление:/);
    expect(anna.labels()).to.include('💳 Другой способ оплаты');
  });

  it('is not promised by a notice that was on its way as the price rose', async () => {
    await turnOn('с баланса');
    const db = chat.db();
    const { id } = await chat.shop().subscription((await anna.row()).id);
    await db.knex('subscriptions').update({ paidUntil: new Date(Date.now() + 47 * 3_600_000) });
    await db.knex('renewals').update({ agreedAt: new Date(0) });
    const before = anna.last().text;
    const { shop } = chat.scope().chat;
    await db.transaction((trx) => reviewRenewal({ db, shop }, trx, id, new Date()));
    expect(await db.knex('messages').orderBy('id', 'desc').first('screen')).to.include({
      screen: `renewalnotice:${id}`,
    });
    await chat.shop().reprice(249_00n);
    await chat.work();
    expect(anna.last().text).to.equal(before);
  });

  it('as it did where the price fell: that is charged, and no trouble', async () => {
    await turnOn('с баланса');
    await chat.shop().reprice(99_00n);
    expect(await settings()).to.match(/^Автопродление включено[^]+99 ₽, с баланса[^]+Спишем/);
  });
});

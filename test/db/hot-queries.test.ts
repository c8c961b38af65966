import { expect } from 'chai';
import { useBuying } from '../support/buying.js';

describe('among a crowd, what a buyer does is by an index and about few rows:', function () {
  this.timeout(60_000);
  const { volume, chat, work, somebody, pay, buy, paymentOf, customer, flow } = useBuying();

  flow('a purchase and the next one', async () => {
    const anna = somebody();
    await anna.say('/start');
    await buy(anna);
    expect(anna.last().text).to.match(/^🎉/);
    await buy(anna);
    expect(anna.last().text).to.match(/^🎉|^✅/);
  });

  flow('a trial', async () => {
    const anna = somebody();
    await anna.say('/start abc');
    await anna.tap('Попробовать');
    await anna.tap('Начать');
    await work();
    expect(anna.last().text).to.match(/^🎁 Пробный период начался/);
  });

  flow('devices, and one that is removed', async () => {
    const anna = somebody();
    await buy(anna);
    const [account] = [...chat.world().sandbox.remnawave.users.all()];
    await chat
      .world()
      .control('POST', `/remnawave/users/${account!.id}/devices`, { hwid: 'hwid-0000000001' });
    await anna.say('/connect');
    await anna.tap('Мои устройства');
    await work();
    await anna.tap('Устройство');
    await anna.tap('Отключить');
    await work();
    expect(anna.last().text).to.match(/^Мои устройства: 0 из 5/);
  });

  flow('traffic by day', async () => {
    const anna = somebody();
    await buy(anna);
    await anna.say('/connect');
    await anna.tap('Трафик');
    await work();
    await anna.tap('Обновить');
    expect(anna.last().text).to.include('трафика не было');
  });

  flow('whatever an old customer looks at', async () => {
    const anna = await customer();
    await anna.say('/start');
    for (const label of [
      'Моя подписка',
      'Обновить',
      'Назад',
      'Платежи',
      'Раньше',
      'Назад',
      'Баланс',
      'Пополнить',
    ]) {
      await anna.tap(label);
    }
    for (const word of ['/help', '/language', '/connect', '/buy', '/menu']) await anna.say(word);
    await anna.tap('Продлить');
    await anna.tap('1 месяц');
    await work();
  });

  flow('money on the balance, and what is bought for it', async () => {
    const anna = somebody();
    await anna.say('/menu');
    await anna.tap('Баланс');
    await anna.tap('Пополнить');
    await anna.tap('1 000');
    await anna.tap('Картой');
    await work();
    await pay();
    await work();
    await anna.say('/buy');
    await anna.tap('1 месяц');
    await anna.tap('С баланса');
    await work();
    expect(anna.last().text).to.match(/^🎉/);
  });

  flow('an invoice that is asked about, polled, given up and found again', async () => {
    const anna = somebody();
    await anna.say('/buy');
    await anna.tap('1 месяц');
    await anna.tap('Картой');
    await work();
    await anna.tap('Проверить оплату');
    await work();
    const id = await paymentOf(anna);
    await volume
      .own()
      .knex('outbox')
      .where({ key: `payment.poll:${id}` })
      .update({ dueAt: new Date() });
    await work();
    expect((await volume.own().payments.query().findById(String(id)))?.polls).to.equal(1);
    await anna.tap('Отменить');
    await pay();
    await work();
    expect(anna.last().text).to.match(/^🎉/);
  });

  flow('a second payment of one order, which goes to the balance', async () => {
    const anna = somebody();
    await buy(anna);
    await anna.say('/buy');
    await anna.tap('1 месяц');
    await anna.tap('Картой');
    await work();
    await pay();
    await work();
  });
});

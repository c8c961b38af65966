import { expect } from 'chai';
import { useChat, type Somebody } from '../../support/chatting.js';

describe('an open payment', () => {
  const chat = useChat();
  let anna: Somebody;

  beforeEach(async () => {
    anna = chat.meet();
    await anna.say('/start');
    await anna.tap('Купить');
    await anna.tap('1 месяц');
    await anna.tap('Картой');
    await chat.work();
  });

  const promised = () =>
    chat.db().knex('outbox').whereNull('doneAt').where('dueAt', '<=', new Date()).pluck('key');

  it('is asked about when its payer says that they have paid', async () => {
    expect((await anna.tap('Проверить оплату')).toast).to.match(/^Проверяем/);
    expect(await promised()).to.deep.equal(['payment.check:1']);
    expect(anna.last().text).to.match(/^Счёт на 199 ₽/);
  });

  it('is not asked about any more once it is paid: what became of it is shown', async () => {
    const payment = await chat.db().payments.query().first().throwIfNotFound();
    await chat.shop().see(payment, 'succeeded', { externalId: payment.externalId! });
    const message = anna.last().id;
    const tapped = await anna.forge('1:a:check:1', message);
    expect(tapped).to.deep.equal({ answered: true });
    expect(anna.last().text).to.match(/^✅ Оплачено/);
    expect(await promised()).not.to.include('payment.check:1');
  });

  it('is given up once, and can be begun anew', async () => {
    expect((await anna.tap('Отменить')).toast).to.equal('Счёт отменён');
    expect(anna.last().text).to.match(/^На какой срок/);
    await anna.forge('1:o:payment:1', anna.last().id);
    expect(anna.last().text).to.match(/^Счёт отменён/);
    await anna.tap('Попробовать ещё раз');
    await anna.tap('Картой');
    const states = (await chat.db().orders.query().orderBy('id')).map(({ state }) => state);
    expect(states).to.deep.equal(['canceled', 'open']);
  });

  it('that was given up, and for which money came or went back, tells that', async () => {
    const told: [state: string, text: RegExp, labels: string[]][] = [
      ['review', /должен проверить человек/, ['☰ Меню']],
      ['refunded_in_part', /^↩️ Часть денег/, ['☰ Меню']],
      ['refunded', /^↩️ Деньги за этот платёж возвращены/, ['🚀 Попробовать ещё раз', '☰ Меню']],
      ['canceled', /^Счёт отменён/, ['🚀 Попробовать ещё раз', '☰ Меню']],
    ];
    await chat.db().knex('orders').update({ state: 'canceled' });
    for (const [state, text, labels] of told) {
      await chat.db().knex('payments').update({ state });
      await anna.forge('1:o:payment:1', anna.last().id);
      expect(anna.last().text, state).to.match(text);
      expect(anna.labels(), state).to.deep.equal(labels);
    }
  });

  it('that has expired is asked about once more, and another is begun', async () => {
    await chat.db().knex('payments').update({ expiresAt: new Date() });
    await anna.say('/buy');
    await anna.tap('1 месяц');
    await anna.tap('Картой');
    const states = (await chat.db().payments.query().orderBy('id')).map(({ state }) => state);
    expect(states).to.deep.equal(['expired', 'created']);
    expect(await promised()).to.deep.equal(['payment.check:1', 'payment.open:2']);
  });

  it('whose opening became a dead letter is opened when its way is chosen again', async () => {
    await chat.db().knex('payments').update({ payUrl: null, state: 'created', externalId: null });
    await anna.say('/buy');
    await anna.tap('1 месяц');
    await anna.tap('Картой');
    expect(await promised()).to.deep.equal(['payment.open:1']);
    await chat.work();
    expect((await chat.db().payments.query().first())?.payUrl).to.match(/^http/);
  });

  it('of an order that was paid another way, or has expired, shows no button', async () => {
    await chat.db().knex('orders').update({ state: 'expired' });
    await anna.forge('1:o:payment:1', anna.last().id);
    expect(anna.last().text).to.match(/^Счёт отменён/);
    expect(anna.labels()).not.to.include('Оплатить 199 ₽');
  });

  it('cannot be given up when it is paid', async () => {
    const payment = await chat.db().payments.query().first().throwIfNotFound();
    const data = anna.dataOf('Отменить');
    await chat.shop().see(payment, 'succeeded', { externalId: payment.externalId! });
    expect(await anna.forge(data, anna.last().id)).to.deep.equal({ answered: true });
    expect(anna.last().text).to.match(/^✅ Оплачено/);
    expect(await chat.shop().stateOf({ id: 1n }, 'orders')).to.equal('paid');
  });

  it('is nobody else’s: their taps show nothing of it and change nothing', async () => {
    const eve = chat.meet(66, { first_name: 'Eve' });
    await eve.say('/start');
    const before = await chat.db().payments.query();
    for (const data of ['1:a:check:1', '1:a:cancel:1', '1:a:refresh:1']) {
      const tapped = await eve.forge(data, eve.last().id);
      expect(tapped.toast, data).to.equal('Эта кнопка уже устарела, вот свежий экран');
      expect(eve.last().text, data).to.match(/^Главное меню/);
    }
    for (const screen of [
      'payment:1',
      'subscription:1',
      'qr:1',
      'connect:1',
      'apps:1:ios',
      'waiting:1',
      'ready:1',
      'credited:1',
      'refunded:1',
    ]) {
      await eve.forge(`1:o:${screen}`, eve.last().id);
      expect(eve.last().text, screen).to.match(/^Главное меню/);
    }
    expect(await chat.db().payments.query()).to.deep.equal(before);
    expect(await chat.shop().stateOf({ id: 1n }, 'orders')).to.equal('open');
    expect(await promised()).to.deep.equal([]);
  });
});

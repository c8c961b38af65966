import { expect } from 'chai';
import { channel, closed, useGate } from '../../support/gate.js';
import { promoCode } from '../../support/promo.js';
import type { Somebody } from '../../support/chatting.js';

const hourMs = 3_600_000;

describe('the required channel', () => {
  const { chat, asked, later, join, leave, unheard, silent, demote, come, ...gate } = useGate();
  const { db, work } = chat;
  let anna: Somebody;
  beforeEach(() => {
    anna = gate.anna();
  });

  it('stands before everything, with the way there, and lets in whoever joins', async () => {
    await anna.say('/start');
    expect(anna.last().text).to.match(closed);
    expect(anna.last().keyboard[0]).to.deep.equal([{ text: '📣 Открыть канал', url: channel.url }]);
    for (const text of ['/buy', '/menu', '/promo ABC', '/connect', 'hello']) {
      await anna.say(text);
      expect(anna.last().text, text).to.match(closed);
    }
    const { screenVersion } = await anna.row();
    for (const data of [
      '1:o:plans',
      '1:o:home',
      '1:o:trial',
      `1:a:trial:${screenVersion}`,
      '1:a:pay:1:yookassa:1',
    ]) {
      await anna.forge(data, anna.last().id);
      expect(anna.last().text, data).to.match(closed);
    }
    expect((await anna.tap('Я в канале')).toast).to.match(/^Пока не видим вас в канале/);
    expect(await db().grants.query()).to.deep.equal([]);
    expect(await db().orders.query()).to.deep.equal([]);

    await unheard(() => join());
    expect((await anna.tap('Я в канале')).toast).to.equal('Спасибо, что вы с нами!');
    expect(anna.last().text).to.match(/^Привет, Анна!/);
    await anna.tap('Попробовать');
    await anna.tap('Начать');
    expect(await db().grants.query()).to.have.lengthOf(1);
  });

  it('keeps what a link was for until they are in', async () => {
    await promoCode(db());
    await anna.say('/start promo_GIFT');
    expect(anna.last().text).to.match(closed);
    expect(await db().grants.query()).to.deep.equal([]);
    await unheard(() => join());
    await anna.tap('Я в канале');
    expect(anna.last().text).to.match(/^🎟 Промокод принят/);
    expect(await db().users.query().findOne({ telegramId: anna.id })).to.include({
      startPayload: 'promo_GIFT',
      gatedPayload: null,
    });
    await anna.say('/start');
    expect(anna.last().text).to.match(/^Главное меню/);
    expect(await db().grants.query()).to.have.lengthOf(1);
  });

  it('is asked about once a day for whoever is in it, and nobody waits for that', async () => {
    await come();
    const before = asked();
    for (const text of ['/buy', '/menu', '/start']) await anna.say(text);
    expect(asked()).to.equal(before);
    later(25 * hourMs);
    await anna.say('/buy');
    expect(anna.last().text).to.match(/^На какой срок/);
    expect(asked()).to.equal(before);
    await work();
    expect(asked()).to.equal(before + 1);

    await unheard(leave);
    later(25 * hourMs);
    await anna.say('/buy');
    expect(anna.last().text).to.match(/^На какой срок/);
    await work();
    await anna.say('/buy');
    expect(anna.last().text).to.match(closed);
  });

  it('is noticed to be left, and come into, when Telegram says so', async () => {
    await come();
    leave();
    await anna.say('/buy');
    expect(anna.last().text).to.match(closed);
    const before = asked();
    join();
    await anna.say('/buy');
    expect(anna.last().text).to.match(/^На какой срок/);
    expect(asked()).to.equal(before);
  });

  it('is of no concern to who comes into another one, or is not known here', async () => {
    await come();
    chat.telegram().openChannel({ id: -1009 });
    chat.telegram().join(-1009, anna.id);
    chat.telegram().leave(-1009, anna.id);
    chat.meet(77);
    join(77);
    await chat.answer();
    await anna.say('/buy');
    expect(anna.last().text).to.match(/^На какой срок/);
    expect(await db().users.query()).to.have.lengthOf(1);
  });

  it('lets those in who were there when Telegram fails, and tells others to try again', async () => {
    await come();
    later(25 * hourMs);
    silent(2);
    await anna.say('/buy');
    await work();
    await anna.say('/buy');
    expect(anna.last().text).to.match(/^На какой срок/);

    const john = chat.meet(43, { first_name: 'John', language_code: 'en' });
    silent();
    await john.say('/start promo_X');
    expect(john.last().text).to.match(/^🤔 We could not check the channel/);
    silent();
    expect((await john.tap('I have joined')).toast).to.match(/^Telegram did not answer/);
    join(43);
    await john.tap('I have joined');
    expect(john.last().text).to.match(/^There is no such promo code/);
  });

  it('does not hold up a chat for longer than three seconds', async function () {
    this.timeout(10_000);
    chat.telegram().addFault({ method: 'getChatMember', kind: 'timeout', times: 1 });
    const began = Date.now();
    await anna.say('/start');
    expect(Date.now() - began).to.be.within(2_900, 6_000);
    expect(anna.last().text).to.match(/^🤔/);
  });

  it('shuts nobody in by a fault of ours: a bot that may not ask says so', async () => {
    demote();
    await anna.say('/start');
    expect(anna.last().text).to.match(/^🤔/);
    expect((await anna.tap('Я в канале')).toast).to.match(/^Telegram не ответил/);
  });
});

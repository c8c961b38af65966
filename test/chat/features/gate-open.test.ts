import { expect } from 'chai';
import { useChat, type Somebody } from '../../support/chatting.js';
import { closed, useGate } from '../../support/gate.js';
import { paidUpdate } from '../../support/updates.js';

describe('past the required channel', () => {
  const { chat, asked, leave, operators, come, ...gate } = useGate();
  const { db, work } = chat;
  let anna: Somebody;
  beforeEach(() => {
    anna = gate.anna();
  });

  it('keeps nobody from what they paid for, from help and from their own language', async () => {
    await come();
    await anna.tap('Попробовать');
    await anna.tap('Начать');
    await work();
    leave();
    await anna.tap('QR-код');
    expect(anna.last().photo).not.to.equal(null);
    await anna.tap('Назад');
    await anna.tap('Подключиться');
    expect(anna.last().text).to.match(/^На каком устройстве/);
    await anna.say('/menu');
    expect(anna.last().text).to.match(closed);
    await anna.tap('Моя подписка');
    expect(anna.last().text).to.match(/^Моя подписка/);
    expect((await anna.tap('Обновить')).toast).to.equal('Спрашиваем у сервера…');
    await anna.say('/help');
    expect(anna.last().text).to.match(/^Как это работает/);
    await anna.say('/language');
    await anna.tap('English');
    expect(anna.last().text).to.match(/^👋 First have a look at our channel/);
  });

  it('never keeps money waiting', async () => {
    await anna.say('/start');
    const before = asked();
    await chat.handle(paidUpdate(900));
    expect(asked()).to.equal(before);
    expect(await db().knex('inbox_events').select('eventId')).to.deep.equal([{ eventId: 'paid:charge-900' }]);
  });

  it('is not for operators', async () => {
    operators.add(42n);
    await anna.say('/start');
    expect(anna.last().text).to.match(/^Привет/);
    operators.clear();
    await db().users.query().findOne({ telegramId: 42 }).patch({ role: 'admin' });
    await anna.say('/buy');
    expect(anna.last().text).to.match(/^На какой срок/);
    expect(asked()).to.equal(0);
  });
});

describe('without a required channel', () => {
  const chat = useChat();

  it('nobody is asked for, and an old gate opens', async () => {
    const anna = chat.meet();
    await anna.say('/start');
    await anna.forge('1:a:joined', anna.last().id);
    expect(anna.last().text).to.match(/^Главное меню/);
    await anna.forge('1:o:gate', anna.last().id);
    expect(anna.last().text).to.match(/^Главное меню/);
    expect(chat.telegram().journal('getChatMember')).to.deep.equal([]);
  });
});

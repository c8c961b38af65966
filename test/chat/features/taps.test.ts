import { expect } from 'chai';
import { useChat, type Somebody } from '../../support/chatting.js';
import { tapUpdate } from '../../support/updates.js';

const outdated = 'Эта кнопка уже устарела, вот свежий экран';

describe('a tap that no button of ours would send', () => {
  const chat = useChat();
  let anna: Somebody;
  beforeEach(async () => {
    anna = chat.meet();
    await anna.say('/start');
    await anna.tap('Меню');
  });

  it('gets a polite word and a fresh screen, and nothing happens', async () => {
    const forged = [
      '',
      'x',
      '0:a:trial:1',
      '2:o:home',
      '1:x:home',
      '1:a:free:1',
      "1:a:pay:1';--",
      '1:o:../../etc',
      'a'.repeat(64),
      '💥',
      '1:a:grant:1:12',
    ];
    for (const data of forged) {
      const tapped = await anna.forge(data, anna.last().id);
      expect(tapped, data).to.deep.equal({ answered: true, toast: outdated });
      expect(anna.last().text, data).to.match(/^Главное меню/);
    }
    const unknown = [
      '1:o:constructor',
      '1:o:__proto__',
      '1:o:toString',
      '1:o:admin',
      '1:o:payment',
      '1:o:payment:abc',
      '1:o:payment:999999999999999999',
      '1:o:methods:-1',
      '1:o:history:x',
      '1:o:ready:0', // last, since its message would be kept
    ];
    for (const data of unknown) {
      expect(await anna.forge(data, anna.last().id), data).to.include({ answered: true });
      expect(anna.last().text, data).to.match(/^(Главное меню|На какой срок|Платежей пока)/);
    }
    expect(anna.messages()).to.have.lengthOf(1);
    for (const table of ['orders', 'payments', 'grants', 'outbox']) {
      expect(await chat.db().knex(table), table).to.deep.equal([]);
    }
  });

  it('gets a new message where it comes without one, or from one that is gone', async () => {
    expect(await anna.forge('1:o:help')).to.deep.equal({ answered: true });
    expect(anna.last().text).to.match(/^Как это работает/);
    await anna.forge('1:o:balance', 99_999);
    expect(anna.last().text).to.match(/^Баланс: 0 ₽/);
    expect(anna.messages()).to.have.lengthOf(3);
  });

  it('never touches a message in another person’s chat', async () => {
    const eve = chat.meet(66, { first_name: 'Eve' });
    await eve.say('/start');
    const before = anna.messages();
    const update = tapUpdate(77, '1:o:help', 42);
    const query = update['callback_query'] as Record<string, object>;
    await chat.handle({
      ...update,
      callback_query: { ...query, from: { ...query['from'], id: 66 } },
    });
    expect(anna.messages()).to.deep.equal(before);
    expect(eve.last().text).to.match(/^Как это работает/);
  });

  it('shows the newest screen instead of acting from an older one', async () => {
    await anna.tap('Попробовать');
    const old = anna.dataOf('Начать');
    await anna.say('/help');
    expect(await anna.forge(old, anna.last().id)).to.include({ toast: outdated });
    expect(anna.last().text).to.match(/^Как это работает/);
    expect(await chat.db().grants.query()).to.deep.equal([]);
  });

  it('leaves an older message what it was: a way to pay that is tapped there pays for nothing else', async () => {
    await chat.shop().plus();
    for (const label of ['Купить', 'plus', '1 месяц']) await anna.tap(label);
    const [message, old] = [anna.last().id, anna.dataOf('Картой')];
    await anna.say('/buy');
    for (const label of ['Стандарт', '1 месяц']) await anna.tap(label);
    expect(await anna.forge(old, message)).to.include({ toast: outdated });
    const shown = anna.messages().map(({ text }) => text.split('\n')[0]);
    expect(shown).to.deep.equal(['plus, 1 месяц · 398 ₽', 'Стандарт, 1 месяц · 199 ₽']);
    expect(await chat.db().orders.query()).to.deep.equal([]);
  });

  it('is answered in a group by nobody', async () => {
    const update = tapUpdate(78, '1:o:help');
    const query = update['callback_query'] as Record<string, Record<string, object>>;
    const message = { ...query['message'], chat: { id: -100, type: 'supergroup', title: 'x' } };
    await chat.handle({ ...update, callback_query: { ...query, message } });
    expect(anna.messages()).to.have.lengthOf(1);
    expect(chat.telegram().journal('answerCallbackQuery')).to.have.lengthOf(1);
  });
});

describe('an update that comes again', () => {
  const chat = useChat();
  let anna: Somebody;
  beforeEach(async () => {
    anna = chat.meet();
    await anna.say('/start');
  });
  const failing = (kind: '500' | 'reset' | 'lost', method: string, times = 1) =>
    chat.telegram().addFault({ method, kind, times });

  it('draws its screen and changes nothing, when the crash was between commit and answer', async () => {
    await anna.tap('Попробовать');
    const pressed = anna.press('Начать');
    const [update] = await chat.fetchUpdates();
    failing('500', 'editMessageText');
    expect(await chat.handle(update!).then(() => null, String)).to.include('answered 500');
    expect(anna.last().text).to.match(/^Попробуйте бесплатно/);
    expect(await chat.db().grants.query()).to.have.lengthOf(1);

    await chat.handle(update!);
    await pressed;
    expect(anna.last().text).to.match(/^🎁 Готовим пробный доступ/);
    await chat.handle(update!);
    expect(anna.messages()).to.have.lengthOf(1);
    expect(await chat.db().grants.query()).to.have.lengthOf(1);
    expect(await chat.db().knex('outbox').pluck('key')).to.have.lengthOf(
      new Set(await chat.db().knex('outbox').pluck('key')).size,
    );
    expect((await anna.row()).screenVersion).to.equal(3n);
  });

  it('shows the newest screen once, however late it comes: a queue lost its tail', async () => {
    const pressed = anna.press('Меню');
    const [tap] = await chat.fetchUpdates();
    await chat.handle(tap!);
    await pressed;
    chat.telegram().say(42, '/help');
    const [words] = await chat.fetchUpdates();
    await chat.handle(words!);
    await chat.handle(tap!);
    await chat.handle(words!);
    const shown = anna.messages().map(({ text }) => text.slice(0, 6));
    expect(shown).to.deep.equal(['Главно', 'Как эт']);
  });

  it('lets a result come into the message that was tapped, also an older one, while that is being drawn', async () => {
    const older = anna.last().id;
    const data = anna.dataOf('Меню');
    await anna.say('/help');
    failing('500', 'editMessageText');
    const tapped = chat.telegram().tap(42, { message_id: older, data });
    const [update] = await chat.fetchUpdates();
    expect(await chat.handle(update!).then(() => null, String)).to.include('answered 500');
    const { id, screen, screenMessageId } = await anna.row();
    expect({ screen, screenMessageId }).to.deep.equal({ screen: 'home', screenMessageId: BigInt(older) });
    await chat.handle(update!);
    await tapped;
    expect((await anna.row()).id).to.equal(id);
    expect(anna.messages().map(({ text }) => text.slice(0, 6))).to.deep.equal(['Главно', 'Как эт']);
  });

  it('keeps its edit to one message, when the answer of Telegram was lost', async () => {
    const pressed = anna.press('Меню');
    const [update] = await chat.fetchUpdates();
    failing('lost', 'editMessageText');
    expect(await chat.handle(update!).then(() => null, String)).to.include('did not answer');
    await chat.handle(update!);
    await pressed;
    expect(anna.messages()).to.have.lengthOf(1);
    expect(anna.last().text).to.match(/^Главное меню/);
  });

  it('does not come again because a button could not be told to stop spinning', async () => {
    await anna.tap('Меню');
    failing('500', 'answerCallbackQuery');
    const pressed = anna.press('Помощь');
    const [update] = await chat.fetchUpdates();
    await chat.handle(update!);
    expect(anna.last().text).to.match(/^Как это работает/);
    expect(anna.messages()).to.have.lengthOf(1);
    pressed.catch(() => {}); // it spins until the test's Telegram is closed
  });

  it('is answered though the tap is too old to be answered', async () => {
    const update = tapUpdate(9_999_999, '1:o:help');
    await chat.handle(update);
    expect(anna.last().text).to.match(/^Как это работает/);
  });

  it('shows the screen in a new message where the tapped one is gone', async () => {
    const pressed = anna.press('Меню');
    const [update] = await chat.fetchUpdates();
    await chat.world().telegram.remove(42n, BigInt(anna.last().id), 0);
    await chat.handle(update!);
    await pressed;
    expect(anna.messages()).to.have.lengthOf(1);
    expect(anna.last().text).to.match(/^Главное меню/);
    expect((await anna.row()).screenMessageId).to.equal(BigInt(anna.last().id));
  });
});

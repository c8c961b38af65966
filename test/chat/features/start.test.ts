import { expect } from 'chai';
import { useChat } from '../../support/chatting.js';
import { messageUpdate } from '../../support/updates.js';

describe('/start', () => {
  const chat = useChat();

  it('welcomes somebody new, and shows the menu to whoever comes again', async () => {
    const anna = chat.meet();
    await anna.say('/start');
    expect(anna.last().text).to.match(/^Привет, Анна!/);
    expect(anna.labels()).to.include('🎁 Попробовать бесплатно');
    await anna.say('/start');
    expect(anna.messages()).to.have.lengthOf(2);
    expect(anna.last().text).to.match(/^Главное меню/);
  });

  it('shows the menu at once where the operator wants no greeting', async () => {
    chat.rule({ greets: false });
    const anna = chat.meet();
    await anna.say('/start');
    expect(anna.last().text).to.match(/^Главное меню/);
    expect(anna.labels()).to.include('🎁 Попробовать бесплатно');
  });

  it('speaks the language of their Telegram, and the shop’s where we do not know it', async () => {
    const [john, jun] = [
      chat.meet(43, { first_name: 'John', language_code: 'en-GB' }),
      chat.meet(44, { first_name: 'Jun', language_code: 'ja' }),
    ];
    await john.say('/start');
    await jun.say('/start');
    expect(john.last().text).to.match(/^Hello, John!/);
    expect(jun.last().text).to.match(/^Привет, Jun!/);
  });

  it('does not greet whoever calls themselves support by that, and keeps their username as it is', async () => {
    const posing = { first_name: 'Теlеgrаm Support', username: 'support_ivan' };
    await chat.handle(messageUpdate(1, '/start', 42, posing));
    const user = await chat.db().users.query().findOne({ telegramId: 42 });
    expect(user).to.include({ firstName: null, username: 'support_ivan' });
  });

  it('keeps the payload of the first deep link, for good', async () => {
    const anna = chat.meet();
    await anna.say('/start');
    await anna.say('/start ref_first-1');
    await anna.say('/start ref_second');
    const user = await chat.db().users.query().findOne({ telegramId: anna.id });
    expect(user?.startPayload).to.equal('ref_first-1');
  });

  it('takes any 64 bytes and harm comes of none', async () => {
    const payloads = [
      'a'.repeat(64),
      'x'.repeat(65),
      '<b>&"',
      "'; drop table users; --",
      '💥'.repeat(16),
      '../..',
      'a\0b',
      '\ud800',
    ];
    for (const [index, payload] of payloads.entries()) {
      const person = 500 + index;
      const anna = chat.meet(person);
      chat.telegram().say(person, 'hi');
      await chat.fetchUpdates();
      await chat.handle(messageUpdate(9_000 + index, `/start ${payload}`, person));
      expect(anna.last().text, JSON.stringify(payload)).to.match(/^Привет/);
      const user = await chat.db().users.query().findOne({ telegramId: person });
      expect(user?.startPayload, JSON.stringify(payload)).to.equal(index === 0 ? payload : null);
    }
  });

  it('shows a hostile name as it is written', async () => {
    const anna = chat.meet(42, { first_name: `<b>&amp;\0 שלום ${'👩‍👩‍👧'.repeat(6)}` });
    await anna.say('/start');
    expect(anna.last().text).to.include('<b>&amp; שלום 👩‍👩‍👧');
  });

  it('knows the other commands, and answers any other text with the menu', async () => {
    const anna = chat.meet();
    const expected = {
      '/help': /^Как это работает/,
      '/buy': /^На какой срок/,
      '/language': /^Язык/,
      '/connect': /^Главное меню/,
      '/menu': /^Главное меню/,
      'как дела?': /^Главное меню/,
      '/unknown': /^Главное меню/,
      [`<b>${'ы'.repeat(5_000)}</b>`]: /^Главное меню/,
    };
    for (const [text, answer] of Object.entries(expected)) {
      await anna.say(text);
      expect(anna.last().text, text.slice(0, 20)).to.match(answer);
    }
  });
});

describe('the choice of a language', () => {
  const chat = useChat();

  it('is theirs from that very answer on, whatever their Telegram speaks', async () => {
    const anna = chat.meet();
    await anna.say('/start');
    await anna.tap('Language');
    await anna.tap('English');
    expect(anna.last().text).to.match(/^Main menu/);
    expect(anna.messages()).to.have.lengthOf(1);
    await anna.say('/help');
    expect(anna.last().text).to.match(/^How it works/);
  });

  it('cannot be one that we do not speak', async () => {
    const anna = chat.meet();
    await anna.say('/start');
    expect(await anna.forge('1:a:language:xx', anna.last().id)).to.include({
      toast: 'Эта кнопка уже устарела, вот свежий экран',
    });
    expect((await anna.row()).language).to.equal(null);
  });
});

describe('somebody who blocks the bot', () => {
  const chat = useChat();

  it('is remembered as gone, and as back when they are', async () => {
    const anna = chat.meet();
    await anna.say('/start');
    chat.telegram().block(42);
    await chat.answer();
    expect((await anna.row()).blockedAt).to.be.instanceOf(Date);
    chat.telegram().unblock(42);
    await chat.answer();
    expect((await anna.row()).blockedAt).to.equal(null);
    expect(anna.messages()).to.have.lengthOf(1);
  });

  it('is remembered when Telegram says so in answer to us, and nothing fails', async () => {
    const anna = chat.meet();
    await anna.say('/start');
    chat.telegram().say(42, '/help');
    const [update] = await chat.fetchUpdates();
    chat.telegram().block(42);
    await chat.handle(update!);
    expect((await anna.row()).blockedAt).to.be.instanceOf(Date);
  });

  it('is back with the next thing that they say', async () => {
    const anna = chat.meet();
    await anna.say('/start');
    await chat.db().users.query().patch({ blockedAt: new Date() });
    await anna.say('/menu');
    expect((await anna.row()).blockedAt).to.equal(null);
  });
});

import { expect } from 'chai';
import { createDb, type Db } from '../../../src/db/db.js';
import { useChat, type Somebody } from '../../support/chatting.js';
import { databaseUrl } from '../../support/database.js';
import { rub } from '../../support/shop.js';

describe('with one connection to the database', () => {
  const chat = useChat();
  let narrow: Db;
  let anna: Somebody;
  before(() => {
    narrow = createDb(databaseUrl, 1);
  });
  after(() => narrow.close());
  beforeEach(async () => {
    anna = chat.meet();
    await say('/start ref_1');
  });

  const answer = async (): Promise<void> => {
    for (const update of await chat.fetchUpdates()) await chat.handle(update, { db: narrow });
  };
  const say = async (text: string): Promise<void> => {
    chat.telegram().say(42, text);
    await answer();
  };
  /** Taps the newest button with these words; answers the toast. */
  const tap = async (label: string): Promise<string | undefined> => {
    const tapped = anna.press(label);
    await answer();
    return (await tapped).toast;
  };

  it('the menu, a language and a block are handled', async () => {
    for (const command of ['/menu', '/help', '/buy', '/connect', '/language', '?']) await say(command);
    await say('/language');
    await tap('English');
    expect(anna.last().text).to.match(/^Main menu/);
    chat.telegram().block(42);
    await answer();
    expect((await anna.row()).blockedAt).to.be.instanceOf(Date);
  });

  it('a purchase is begun, asked about and given up', async () => {
    await tap('Купить');
    await tap('1 месяц');
    await tap('Картой');
    await chat.work();
    expect(await tap('Проверить оплату')).to.match(/^Проверяем/);
    expect(await tap('Отменить')).to.equal('Счёт отменён');
  });

  it('a top-up is begun, and a purchase paid from the balance', async () => {
    await chat.shop().give((await anna.row()).id, rub(1_000_00n));
    await say('/menu');
    await tap('Баланс');
    await tap('Пополнить');
    await say('350');
    await tap('Картой');
    await say('/buy');
    await tap('1 месяц');
    await tap('С баланса');
    expect(await chat.db().grants.query()).to.have.lengthOf(1);
  });

  it('a trial is given, and what was used of it is asked', async () => {
    await tap('Попробовать');
    await tap('Начать');
    await chat.work();
    await say('/connect');
    expect(await tap('Обновить')).to.equal('Спрашиваем у сервера…');
  });
});

import { expect } from 'chai';
import { meetWithTrial, useChat, type Somebody } from '../../support/chatting.js';
import { promisedKeys } from '../../support/database.js';

describe('changing the link', () => {
  const chat = useChat();
  let anna: Somebody;
  const link = async () => (await chat.db().subscriptions.byId(chat.db().knex, 1n)).link!;
  const promised = async () => (await promisedKeys(chat.db())).filter((key) => key.startsWith('link.revoke'));

  beforeEach(async () => {
    anna = await meetWithTrial(chat);
  });

  it('asks first, says that it is on its way, and shows the new link in the same message', async () => {
    const old = await link();
    await anna.tap('Сменить ссылку');
    expect(anna.last().text).to.match(/^Сменить ссылку\?/);
    await anna.tap('Сменить');
    expect(anna.last().text).to.match(/^⏳ Меняем ссылку/);
    await chat.work();
    expect(anna.last().text)
      .to.match(/^🔁 Вот новая ссылка/)
      .and.include(await link())
      .and.not.include(old);
    expect(anna.messages()).to.have.lengthOf(2); // the first is the key's own
  });

  it('tells the new link in a message of its own to whoever looks at something else', async () => {
    await anna.tap('Сменить ссылку');
    await anna.tap('Сменить');
    await anna.tap('Назад');
    await chat.work();
    expect(anna.messages()).to.have.lengthOf(3); // the first is the key's own
    expect(anna.last().text).to.include(await link());
  });

  it('changes nothing when it is not confirmed', async () => {
    const old = await link();
    await anna.tap('Сменить ссылку');
    await anna.tap('Назад');
    await chat.work();
    expect(await link()).to.equal(old);
  });

  it('is one change, however often it is tapped', async () => {
    await anna.tap('Сменить ссылку');
    const presses = Array.from({ length: 5 }, () => anna.press('Сменить'));
    for (const update of await chat.fetchUpdates()) await chat.handle(update);
    await Promise.all(presses);
    const { screenVersion } = await anna.row();
    await anna.forge(`1:a:revoke:1:${screenVersion}`, anna.last().id);
    expect(new Set(await promised())).to.have.lengthOf(1);
    expect(await chat.db().knex('link_revocations')).to.have.lengthOf(1);
    expect(anna.last().text).to.match(/^⏳ Меняем ссылку/);
  });

  it('is refused to everybody else, and for a subscription that has ended', async () => {
    const eve = chat.meet(66, { first_name: 'Eve' });
    await eve.say('/start');
    const tries = async (who: Somebody): Promise<void> => {
      for (const id of ['1', '999', '', 'x']) {
        const { screenVersion } = await who.row();
        await who.forge(`1:a:revoke:${id}:${screenVersion}`, who.last().id);
        expect(who.last().text).to.match(/^Главное меню/);
        for (const screen of ['revoke', 'relinked']) {
          await who.forge(`1:o:${screen}:${id}`, who.last().id);
          expect(who.last().text, screen).to.match(/^Главное меню/);
        }
      }
    };
    await tries(eve);
    await chat
      .db()
      .knex('subscriptions')
      .update({ paidUntil: new Date(Date.now() - 1_000) });
    await tries(anna);
    expect(await promised()).to.deep.equal([]);
  });
});

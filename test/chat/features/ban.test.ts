import { expect } from 'chai';
import { setBan, type Banning } from '../../../src/effects/set-ban.js';
import { useChat, type Somebody } from '../../support/chatting.js';
import { failure } from '../../support/shop.js';

describe('a ban', () => {
  const chat = useChat();
  const { db, work } = chat;
  let anna: Somebody;
  beforeEach(async () => {
    anna = chat.meet();
    await anna.say('/start');
  });
  const decide = (to: Banning['to'], telegramId = 42n): Promise<boolean> =>
    db().transaction((trx) =>
      setBan(db(), trx, { telegramId, to, actor: 'test', reason: 'spam' }, new Date()),
    );
  const ban = async () => {
    expect(await decide('banned')).to.equal(true);
    await work();
  };
  const takeTrial = async () => {
    await anna.tap('Попробовать');
    await anna.tap('Начать');
    await work();
  };
  const account = () => [...chat.world().sandbox.remnawave.users.all()][0]!;

  it('is told once, with the way to support, and then nothing works', async () => {
    await ban();
    expect(anna.last().text).to.match(/^⛔ Доступ закрыт/);
    expect(anna.last().keyboard.flat()).to.deep.include({
      text: '💬 Написать в поддержку',
      url: 'https://t.me/support',
    });
    const before = anna.messages().length;
    for (const text of ['/buy', 'hello', '/promo ABC', '/help', '/language']) await anna.say(text);
    expect((await anna.tap('Купить')).toast).to.match(/^Доступ закрыт/);
    expect((await anna.forge('1:a:trial:1', anna.last().id)).toast).to.match(/^Доступ закрыт/);
    expect(anna.messages()).to.have.lengthOf(before);
    expect(await db().grants.query()).to.deep.equal([]);

    await anna.say('/start'); // the chat may have been emptied meanwhile
    expect(anna.last().text).to.match(/^⛔/);
  });

  it('disables access at the panel, and taking it back restores it as it was', async () => {
    await takeTrial();
    const { expireAt } = account();
    await ban();
    expect(account().status).to.equal('DISABLED');
    expect(await decide('banned')).to.equal(false);

    await decide('free');
    await work();
    expect(account()).to.include({ status: 'ACTIVE', expireAt });
    expect(anna.last().text).to.match(/^✅ Доступ снова открыт/);
    await anna.tap('Меню');
    expect(anna.last().text).to.match(/^Главное меню/);
    expect(await db().knex('audit_log').orderBy('id').pluck('action')).to.deep.equal([
      'ban.add',
      'ban.remove',
    ]);
  });

  it('does not keep money from being settled: what it bought is there afterwards', async () => {
    await takeTrial();
    const { id: userId } = await anna.row();
    const payment = await chat.shop().attempt(await chat.shop().order(userId));
    await ban();
    await chat.shop().see(payment);
    await work();

    expect(await chat.shop().stateOf(payment)).to.equal('succeeded');
    expect(await db().grants.query().where({ source: 'order' })).to.have.lengthOf(1);
    expect(account().status).to.equal('DISABLED');
    const links = () => anna.messages().filter(({ text }) => text.includes(account().shortUuid)).length;
    const before = links();
    expect(anna.last().text).to.match(/^✅ Деньги пришли\n\nДоступ сейчас закрыт/);
    expect(
      anna
        .last()
        .keyboard.flat()
        .map(({ text }) => text),
    ).to.deep.equal(['💬 Написать в поддержку', '☰ Меню']);

    for (const to of ['free', 'banned', 'free'] as const) {
      await decide(to);
      await work();
    }
    expect(account().status).to.equal('ACTIVE');
    expect(links()).to.equal(before + 1);
  });

  it('leaves the plain sight of whoever blocked the bot: the two are not one', async () => {
    await ban();
    chat.telegram().block(anna.id);
    await chat.answer();
    chat.telegram().unblock(anna.id);
    await chat.answer();
    expect(await anna.row())
      .to.have.property('bannedAt')
      .that.is.a('date');
    expect(await anna.row()).to.include({ blockedAt: null });
  });

  it('is not for operators, nor for strangers', async () => {
    expect(await failure(decide('banned', 77n))).to.include({ code: 'ban.unknown' });
    await db()
      .users.query()
      .findById((await anna.row()).id)
      .patch({ role: 'admin' });
    expect(await failure(decide('banned'))).to.include({ code: 'ban.operator' });
    expect(await db().knex('audit_log')).to.deep.equal([]);
  });
});

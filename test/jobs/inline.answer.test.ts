import { expect } from 'chai';
import { usualRules } from '../../src/domain/referral.js';
import inlineAnswer from '../../src/jobs/inline.answer.js';
import figuresCount from '../../src/jobs/figures.count.js';
import { useChat } from '../support/chatting.js';
import { requestRefund } from '../../src/effects/request-refund.js';
import { perform } from '../support/perform.js';
import { money } from '../../src/domain/money.js';

interface Result {
  readonly id: string;
  readonly title: string;
  readonly input_message_content: { readonly message_text: string; readonly parse_mode: string };
  readonly reply_markup?: { readonly inline_keyboard: { text: string; url: string }[][] };
}

describe('what is typed behind the bot’s name', () => {
  const operators = new Set<bigint>();
  const chat = useChat(undefined, (scope) => ({ chat: { ...scope.chat, operators } }));
  beforeEach(async () => {
    operators.clear();
    await chat.db().settings.set('bot', { username: 'shop_bot' });
    chat.meet(43, { first_name: '<b>John', language_code: 'en' });
    await chat.meet().say('/start');
  });
  const type = async (text: string, who = 42): Promise<Result[]> => {
    const typing = chat.telegram().inlineQuery(who, text);
    const [update] = await chat.fetchUpdates();
    const { id, from, query } = update!.inline_query!;
    await perform(inlineAnswer, id, chat.scope(), { fromId: from.id, text: query });
    return (await typing) as Result[];
  };
  const ids = async (text: string, who = 42) => (await type(text, who)).map(({ id }) => id);
  const textOf = async (id: string, text = '') =>
    (await type(text)).find((result) => result.id === id)!.input_message_content.message_text;

  it('offers everybody their own link, with a button, and nothing of the shop', async () => {
    const user = await chat.db().users.query().findOne({ telegramId: 42 }).throwIfNotFound();
    const [invite, ...more] = await type('');
    expect(more).to.deep.equal([]);
    expect(invite!.reply_markup!.inline_keyboard[0]![0]!.url).to.equal(
      `https://t.me/shop_bot?start=ref_u${user.referralCode}`,
    );
    for (const text of ['stat', 'админ', '42', '@anna', '@', '<b>', "'; drop table users", '💥'.repeat(100)])
      expect(await ids(text), text).to.deep.equal(['invite']);
    const [call] = chat.telegram().journal('answerInlineQuery');
    expect(call!.params).to.include({ is_personal: true, cache_time: 10 });
  });

  it('promises a friend a bonus only where the rules give them one', async () => {
    expect(await textOf('invite')).to.include('тебя ждёт бонус');
    const friendDays = { 1: 0, 3: 0, 6: 0, 12: 0 };
    await chat.db().settings.set('referral', { ...usualRules, friendDays });
    expect(await textOf('invite'))
      .to.include('подключение занимает минуту')
      .and.not.include('бонус');
  });

  it('offers nothing to strangers and to whoever is banned', async () => {
    expect(await ids('', 43)).to.deep.equal([]);
    await chat.db().users.query().patch({ bannedAt: new Date() });
    expect(await ids('')).to.deep.equal([]);
  });

  it('shows operators people, by id and by name, each as they are', async () => {
    operators.add(42n);
    const john = chat.meet(43, { first_name: '<b>John', language_code: 'en' });
    await john.say('/start');
    await chat
      .db()
      .users.query()
      .findOne({ telegramId: 43 })
      .patch({ username: 'John_D', bannedAt: new Date() });
    await chat.shop().give((await john.row()).id, money(150_00n, 'RUB'));
    const { id } = await john.row();

    for (const asked of ['0043', ' 00043 ', '@john_d', '@JOHN_D'])
      expect(await ids(asked), asked).to.deep.equal([`person-${id}`]);
    const card = await textOf(`person-${id}`, '@john_d');
    expect(card)
      .to.include('&lt;b&gt;John')
      .and.include('<code>43</code>')
      .and.include('150 ₽')
      .and.include('⛔');
    expect(await ids('@nobody')).to.deep.equal(['nobody']);
    expect(await ids('9999999')).to.deep.equal(['nobody']);
  });

  it('counts on a person’s card what they paid with, once, and without what went back', async () => {
    operators.add(42n);
    const [db, shop] = [chat.db(), chat.shop()];
    const anna = chat.meet();
    const { id: userId } = await anna.row();
    await shop.see(await shop.attempt(await shop.topup(userId, money(500_00n, 'RUB'))));
    await anna.say('/buy');
    await anna.tap('1 месяц');
    await anna.tap('С баланса');
    const paid = async () => /Заплачено всего: (.*)/.exec(await textOf(`person-${userId}`, '00042'))![1];
    expect(await paid()).to.equal('500 ₽');

    const disputed = await shop.attempt(await shop.order(userId));
    await shop.see(disputed);
    await db.payments.query().findById(disputed.id).patch({ state: 'disputed' });
    expect(await paid()).to.equal('699 ₽');

    const inPart = await shop.attempt(await shop.order(userId));
    await shop.see(inPart);
    const part = { paymentId: inPart.id, amount: money(50_00n, 'RUB'), takesGrant: true, toBalance: false };
    await db.transaction((trx) => requestRefund(db, trx, { ...part, actor: 'cli', reason: 'test' }));
    await db.knex('refunds').update({ state: 'succeeded' });
    await db.payments.query().findById(inPart.id).patch({ state: 'refunded_in_part' });
    expect(await paid()).to.equal('848 ₽');
  });

  it('shows operators, by settings or by role, how the shop does: each currency by itself', async () => {
    const { id: userId } = await chat.db().users.query().findOne({ telegramId: 42 }).throwIfNotFound();
    await chat.shop().see(await chat.shop().attempt(await chat.shop().order(userId)));
    const stars = { key: 'stars', from: 'provider:stars', to: 'sales', amount: money(150n, 'XTR') } as const;
    await chat.db().transaction((trx) => chat.db().ledger.transfer(trx, stars));
    await perform(figuresCount, 'tick', chat.scope());

    expect(await ids('stat')).to.deep.equal(['invite']);
    await chat.db().users.query().findById(userId).patch({ role: 'admin' });
    expect(await ids('')).to.deep.equal(['money', 'people', 'system', 'invite']);
    expect(await ids('деньги')).to.deep.equal(['money', 'people', 'system', 'invite']);
    expect(await ids('привет')).to.deep.equal(['invite']);
    expect(await textOf('money'))
      .to.include('Сегодня: 199 ₽ · 150 ⭐')
      .and.include('Всего: 199 ₽ · 150 ⭐');
    expect(await textOf('people')).to.include('Сегодня: 1');
    expect(await textOf('system')).to.match(/Жд[ёу]т/);
  });
});

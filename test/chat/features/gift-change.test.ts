import { expect } from 'chai';
import { dayMs } from '../../../src/domain/term.js';
import { useChat, type Somebody } from '../../support/chatting.js';
import { rub } from '../../support/shop.js';

describe('a gift to somebody who has a subscription', () => {
  const chat = useChat();
  let boris: Somebody;
  let userId: bigint;
  let link: string;

  beforeEach(async () => {
    await chat.db().settings.set('bot', { username: 'shop_bot' });
    await chat.shop().plus();
    await chat.db().knex('plans').where({ slug: 'plus' }).update({ titleRu: 'Премиум' });
    const anna = chat.meet(42);
    await anna.say('/start');
    await chat.shop().give((await anna.row()).id, rub(1_000_00n));
    for (const label of ['В подарок', '3 месяца', 'С баланса']) {
      if (label === 'В подарок') await anna.say('/buy');
      await anna.tap(label);
    }
    link = /start=(gift_[\w-]{22})/.exec(anna.last().text)![1]!;
    boris = chat.meet(43, { first_name: 'Борис' });
    await boris.say('/start');
    userId = (await boris.row()).id;
    await chat.shop().give(userId, rub(2_000_00n));
  });

  const buy = async (...labels: readonly string[]): Promise<void> => {
    await boris.say('/buy');
    for (const label of [...labels, 'С баланса']) await boris.tap(label);
    await chat.work();
  };
  const gifts = () => chat.db().grants.query().where({ source: 'gift' });
  const subscriptions = () => chat.db().subscriptions.query().where({ userId }).orderBy('number');
  const told = /остаток в (\d+) д\S+ по тарифу «Премиум» станет (\d+) д\S+ по тарифу «Стандарт»/;

  it('is of a plan that is named where there are several, from its choice to whoever takes it', async () => {
    const carol = chat.meet(44);
    await carol.say('/buy');
    await carol.tap('В подарок');
    expect(
      carol
        .last()
        .keyboard.flat()
        .map(({ text }) => text),
    ).to.include.members(['Стандарт, 1 месяц · 199 ₽', 'Премиум, 1 месяц · 398 ₽']);
    await carol.tap('Премиум');
    expect(carol.last().text).to.include('Премиум, 1 месяц в подарок');
    await boris.say(`/start ${link}`);
    expect(boris.last().text).to.include('Стандарт, 3 месяца');
  });

  it('of another plan tells before it is taken what becomes of the time that is left, and does just that', async () => {
    await buy('Премиум', '1 месяц');
    const { paidUntil: before } = await chat.shop().subscription(userId);
    await boris.say(`/start ${link}`);
    expect(boris.last().text).not.to.include('продлится');
    const [, left, become] = told.exec(boris.last().text) ?? [];
    expect(Number(left)).to.equal(Math.ceil((before!.getTime() - Date.now()) / dayMs));
    expect(Number(become)).to.be.greaterThan(Number(left));
    await boris.tap('Принять');
    const conversion = await chat.db().grants.query().findOne({ source: 'conversion' });
    expect(conversion!.days).to.equal(Number(become) - Number(left));
  });

  it('tells nothing of a change where the plan is the same', async () => {
    await buy('Стандарт', '1 месяц');
    await boris.say(`/start ${link}`);
    expect(boris.last().text)
      .to.include('продлится')
      .and.not.match(/сменится|№/);
    await boris.tap('Принять');
    expect(await gifts()).to.have.length(1);
  });

  it('is not taken by a button that told nothing of the change', async () => {
    await boris.say(`/start ${link}`);
    const plus = (await chat.db().plans.onOffer()).find(({ deviceLimit }) => deviceLimit === 10)!;
    await chat.shop().see(await chat.shop().attempt(await chat.shop().order(userId, plus)));
    expect((await boris.tap('Принять')).toast).to.match(/другой тариф/);
    expect(await gifts()).to.have.length(0);
    expect(boris.last().text).to.match(told);
    await boris.tap('Принять');
    expect(await gifts()).to.have.length(1);
  });

  it('goes to the subscription of its own plan, where they have several', async () => {
    chat.rule({ maxSubscriptions: 3 });
    await buy('Премиум', '1 месяц');
    await buy('Ещё одна', 'Премиум', '1 месяц');
    await buy('Ещё одна', 'Стандарт', '1 месяц');
    const [first, second, third] = await subscriptions();
    await boris.say(`/start ${link}`);
    expect(boris.last().text).to.include('к подписке № 3').and.not.include('сменится');
    await boris.tap('Принять');
    const [now1, now2, now3] = await subscriptions();
    expect([now1!.paidUntil, now2!.paidUntil]).to.deep.equal([first!.paidUntil, second!.paidUntil]);
    expect(now3!.paidUntil! > third!.paidUntil!).to.equal(true);
    expect(await chat.db().grants.query().where({ source: 'conversion' })).to.deep.equal([]);
  });

  it('goes to the first, and tells of the change, where they have several and none of its plan', async () => {
    chat.rule({ maxSubscriptions: 2 });
    await buy('Премиум', '1 месяц');
    await buy('Ещё одна', 'Премиум', '1 месяц');
    await boris.say(`/start ${link}`);
    expect(boris.last().text).to.include('к подписке № 1').and.match(told);
    await boris.tap('Принять');
    expect((await gifts()).map(({ subscriptionId }) => subscriptionId)).to.deep.equal([
      (await subscriptions())[0]!.id,
    ]);
  });
});

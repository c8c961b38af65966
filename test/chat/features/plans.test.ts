import { expect } from 'chai';
import { dayMs } from '../../../src/domain/term.js';
import { useChat, type Somebody } from '../../support/chatting.js';
import { rub } from '../../support/shop.js';

describe('several plans and subscriptions', () => {
  const chat = useChat();
  let anna: Somebody;
  let userId: bigint;

  beforeEach(async () => {
    anna = chat.meet();
    await anna.say('/start');
    userId = (await anna.row()).id;
    await chat.shop().give(userId, rub(5_000_00n));
  });

  const subscriptions = () => chat.db().subscriptions.query().where({ userId }).orderBy('number');
  const buyFor = async (...labels: readonly string[]): Promise<void> => {
    await anna.say('/buy');
    for (const label of [...labels, 'С баланса']) await anna.tap(label);
    await chat.work();
  };

  describe('where one may have several', () => {
    beforeEach(() => chat.rule({ maxSubscriptions: 2 }));

    it('asks nothing of somebody who has none yet', async () => {
      await anna.say('/buy');
      expect(anna.last().text).to.match(/^На какой срок/);
    });

    it('asks which one to renew, or whether it is another, and gives it to that one', async () => {
      await buyFor('1 месяц');
      await anna.say('/buy');
      const [mine, ...others] = anna.labels();
      expect(mine).to.match(/^№ 1 · до /);
      expect(others).to.deep.equal(['➕ Ещё одна подписка', '← Назад']);
      await anna.tap('Ещё одна');
      await anna.tap('1 месяц');
      await anna.tap('С баланса');
      await chat.work();

      const [first, second] = await subscriptions();
      expect(second).to.include({ number: 2 });
      expect(second!.paidUntil!.getTime() - first!.paidUntil!.getTime()).to.be.within(0, 60_000);
      const names = [...chat.world().sandbox.remnawave.users.all()].map(({ username }) => username);
      expect(names).to.deep.equal(['tg_42', 'tg_42_2']);

      await buyFor('№ 2', '1 месяц');
      const [same, longer] = await subscriptions();
      expect(same!.paidUntil).to.deep.equal(first!.paidUntil);
      expect(longer!.paidUntil!.getTime()).to.be.greaterThan(second!.paidUntil!.getTime() + 27 * dayMs);
    });

    it('lists all of them, and offers no more than the shop allows', async () => {
      await buyFor('1 месяц');
      await buyFor('Ещё одна', '1 месяц');
      await anna.say('/buy');
      expect(anna.labels()).not.to.include('➕ Ещё одна подписка');
      await anna.forge('1:o:plans:3');
      expect(anna.last().text).to.match(/^Продлить или взять ещё одну/);
      await anna.say('/menu');
      await anna.tap('Мои подписки (2)');
      await anna.tap('№ 2');
      expect(anna.last().text).to.match(/^Моя подписка № 2/);
    });

    it('opens one new one, however often it is begun and given up', async () => {
      await buyFor('1 месяц');
      for (let round = 0; round < 3; round++) {
        await anna.say('/buy');
        for (const label of ['Ещё одна', '1 месяц', 'Картой', 'Отменить']) await anna.tap(label);
      }
      expect(await subscriptions()).to.have.length(2);
      expect(await chat.db().orders.query().where({ kind: 'buy' })).to.have.length(4);
    });
  });

  describe('where another plan is sold', () => {
    beforeEach(async () => {
      await chat.shop().plus();
      await chat.db().knex('plans').where({ slug: 'plus' }).update({ titleRu: 'Премиум' });
    });

    it('asks for the plan first, with what each allows and costs', async () => {
      await anna.say('/buy');
      expect(anna.last().text).to.match(
        /^Какой тариф\?[^]*Стандарт[^]*5 устройств[^]*Премиум[^]*10 устройств/,
      );
      expect(anna.labels()).to.deep.equal([
        'Стандарт · от 199 ₽',
        'Премиум · от 398 ₽',
        '🎁 В подарок',
        '← Назад',
      ]);
      await anna.tap('Премиум');
      expect(anna.last().text).to.match(/^Премиум: на какой срок/);
      await anna.tap('Назад');
      expect(anna.last().text).to.match(/^Какой тариф/);
    });

    it('tells before the purchase what becomes of the time that is left, and does just that', async () => {
      await buyFor('Стандарт', '1 месяц');
      await anna.say('/buy');
      await anna.tap('Премиум');
      await anna.tap('1 месяц');
      const [, left, become] =
        /остаток в (\d+) д\S+ по тарифу «Стандарт» станет (\d+) д\S+ по тарифу «Премиум»/.exec(
          anna.last().text,
        ) ?? [];
      const { paidUntil: before } = await chat.shop().subscription(userId);
      expect(Number(left)).to.equal(Math.ceil((before!.getTime() - Date.now()) / dayMs));
      expect(Number(become)).to.equal(Math.floor(Number(left) / 2));

      await anna.tap('С баланса');
      const conversion = await chat.db().grants.query().findOne({ source: 'conversion' });
      expect(conversion!.days).to.equal(Number(become) - Number(left));
      await chat.work();
      await anna.say('/connect');
      expect(anna.last().text).to.include('Тариф: Премиум').and.include('из 10');
    });

    it('tells of a change that came while they looked, before it is bought', async () => {
      await anna.say('/buy');
      for (const label of ['Стандарт', '1 месяц', 'Картой']) await anna.tap(label);
      await chat.work();
      const [payment] = await chat.db().payments.query();
      await anna.say('/buy');
      for (const label of ['Премиум', '1 месяц']) await anna.tap(label);
      expect(anna.last().text).not.to.include('сменится');
      const data = anna.dataOf('С баланса');
      await chat.shop().see(payment!, 'succeeded', { externalId: payment!.externalId! });

      const tapped = await anna.forge(data);
      expect(tapped.toast).to.equal('Предложение изменилось, выберите ещё раз');
      expect(anna.last().text).to.match(/по тарифу «Стандарт» станет \d+ д\S+ по тарифу «Премиум»/);
      expect(await chat.db().orders.query()).to.have.length(1);
      await anna.tap('С баланса');
      expect(await chat.db().orders.query()).to.have.length(2);
    });

    it('says nothing of a change to somebody who has no time left, or renews the same plan', async () => {
      await anna.say('/buy');
      await anna.tap('Премиум');
      await anna.tap('1 месяц');
      expect(anna.last().text).not.to.include('сменится');
      await anna.tap('С баланса');
      await chat.work();
      await anna.say('/buy');
      await anna.tap('Премиум');
      await anna.tap('1 месяц');
      expect(anna.last().text).not.to.include('сменится');
    });
  });

  it('keeps the price of an open order when the price changes, and says so on an old keyboard', async () => {
    const { id: planVersionId } = await chat.shop().offer(1);
    await anna.say('/buy');
    await anna.tap('1 месяц');
    const old = anna.dataOf('Картой');
    await anna.tap('Картой');
    await chat.work();
    await chat.shop().reprice(299_00n);

    const [order] = await chat.db().orders.query();
    const [payment] = await chat.db().payments.query();
    expect(order).to.include({ priceMinor: 199_00n, planVersionId, state: 'open' });
    await chat.shop().see(payment!, 'succeeded', { externalId: payment!.externalId! });
    expect(await chat.shop().stateOf(order!, 'orders')).to.equal('paid');

    const version = (await anna.row()).screenVersion;
    const tapped = await anna.forge(old.replace(/:\d+$/, `:${version}`));
    expect(tapped.toast).to.equal('Предложение изменилось, выберите ещё раз');
    expect(anna.labels()[0]).to.equal('1 месяц · 299 ₽');
    expect(await chat.db().orders.query()).to.have.length(1);
  });
});

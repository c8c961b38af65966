import { expect } from 'chai';
import { act, open } from '../../../src/buttons.js';
import type { Somebody } from '../../support/chatting.js';
import { closed, useGate } from '../../support/gate.js';
import { monthPrice, rub } from '../../support/shop.js';

const dayMs = 86_400_000;

describe('whoever left the required channel, and goes on being charged,', () => {
  const { chat, leave, come, ...gate } = useGate();
  const { db, work } = chat;
  let anna: Somebody;
  let subscriptionId: bigint;

  const balance = async (): Promise<bigint> => chat.shop().balance((await anna.row()).id);
  const renews = async (): Promise<boolean> => (await db().renewals.of(db().knex, subscriptionId))!.active;
  const review = async (): Promise<void> => {
    const promised = { job: 'renewal.review', key: `renewal.review:${subscriptionId}`, data: '{}', lane: 1 };
    await db().knex('outbox').insert(promised);
    await work();
  };
  const endsIn = (hours: number) =>
    db()
      .knex('subscriptions')
      .update({ paidUntil: new Date(Date.now() + hours * 3_600_000) });
  /** Out in the cold, where the menu is the gate. */
  const leaves = async (): Promise<void> => {
    leave();
    await anna.say('/menu');
    expect(anna.last().text).to.match(closed);
  };
  const expectClosed = async (label: string): Promise<void> => {
    await anna.tap(label);
    expect(anna.last().text, label).to.match(closed);
  };

  beforeEach(async () => {
    anna = gate.anna();
    await come();
    await chat.shop().give((await anna.row()).id, rub(1_000_00n));
    await anna.say('/buy');
    await anna.tap('1 месяц');
    await anna.tap('С баланса');
    await work();
    ({ id: subscriptionId } = await chat.shop().subscription((await anna.row()).id));
  });

  describe('by us,', () => {
    beforeEach(async () => {
      await anna.forge(act('renew', subscriptionId, 0, monthPrice.minor.toString(36)), anna.last().id);
      await work();
      expect(await renews()).to.equal(true);
    });

    it('switches that off from the notice, and is charged nothing', async () => {
      leave();
      await db()
        .knex('renewals')
        .update({ agreedAt: new Date(0) });
      await endsIn(47);
      await review();
      expect(anna.last().text).to.match(/^🔔 Скоро продлим подписку/);
      expect((await anna.tap('Выключить автопродление')).toast).to.equal('Автопродление выключено');
      expect(anna.last().text).to.match(/^Автопродление выключено/);
      expect(await renews()).to.equal(false);
      const before = await balance();
      await endsIn(20);
      await review();
      expect(await balance()).to.equal(before);
    });

    it('switches that off from the subscription, and gets no further than that', async () => {
      await leaves();
      await anna.tap('Моя подписка');
      await anna.tap('Автопродление: включено');
      expect(anna.last().text).to.match(/^Автопродление включено/);
      await expectClosed('Другой способ оплаты');
      await anna.tap('Моя подписка');
      await anna.tap('Автопродление: включено');
      await anna.tap('Выключить автопродление');
      expect(await renews()).to.equal(false);

      await expectClosed('Включить');
      for (const data of [
        open('renewalconsent', subscriptionId, 0),
        act('renew', subscriptionId, 0, monthPrice.minor.toString(36)),
      ]) {
        await anna.forge(data, anna.last().id);
        expect(anna.last().text, data).to.match(closed);
      }
      expect(await renews()).to.equal(false);
    });

    it('finds that of each of several subscriptions', async () => {
      chat.rule({ maxSubscriptions: 3 });
      await anna.say('/buy');
      await anna.tap('Ещё одна');
      await anna.tap('1 месяц');
      await anna.tap('С баланса');
      await work();
      await leaves();
      await anna.tap('Мои подписки (2)');
      await expectClosed('Ещё одна');
      await anna.tap('Мои подписки (2)');
      await anna.tap('№ 1');
      await anna.tap('Автопродление: включено');
      await anna.tap('Выключить автопродление');
      expect(await renews()).to.equal(false);
    });
  });

  it('by a provider, ends that after a question, and cannot begin it again', async () => {
    const { id: planVersionId } = await chat.shop().offer(1);
    const payment = await db().payments.query().first().throwIfNotFound();
    await db()
      .knex('mandates')
      .insert({
        userId: String((await anna.row()).id),
        subscriptionId: String(subscriptionId),
        provider: 'stars',
        externalId: 'charge-1',
        paymentId: String(payment.id),
        planVersionId: String(planVersionId),
        priceMinor: '150',
        currency: 'XTR',
        months: 0,
        days: 30,
        state: 'on',
        wanted: true,
        paidUntil: new Date(Date.now() + 20 * dayMs),
      });
    const mandate = () => db().mandates.of(db().knex, subscriptionId);
    await leaves();
    await anna.tap('Моя подписка');
    await anna.tap('Автопродление: включено');
    await anna.tap('Выключить автопродление');
    expect(anna.last().text).to.match(/^Выключить автопродление\?/);
    await anna.tap('Да, выключить');
    expect(anna.last().text).to.match(/^Автопродление выключено/);
    expect(await mandate()).to.include({ wanted: false });

    await db().knex('mandates').update({ state: 'stopped' });
    chat.rule({ resumes: () => true });
    await anna.forge(open('renewal', subscriptionId, 'on'), anna.last().id);
    expect(anna.last().text).to.match(/^Вернуть автопродление\?/);
    await expectClosed('Вернуть');
    expect(await mandate()).to.include({ wanted: false });
  });

  it('removes what could be charged, and saves nothing new', async () => {
    chat.rule({ saving: { providers: ['yookassa'], proposed: false } });
    const { id: userId } = await anna.row();
    for (const title of ['Visa •• 1111', 'Mir •• 2222']) {
      const method = { id: title, title, kind: 'card' } as const;
      await db().transaction((trx) => db().paymentMethods.save(trx, userId, 'yookassa', method));
    }
    const titles = async () =>
      (await db().paymentMethods.ofPerson(db().knex, userId)).map(({ title }) => title);
    await leaves();
    await anna.tap('Способы оплаты');
    await expectClosed('Привязать карту');
    await anna.tap('Способы оплаты');
    await anna.tap('Mir •• 2222');
    await expectClosed('Сделать основным');
    await anna.tap('Способы оплаты');
    await anna.tap('Visa •• 1111');
    await anna.tap('Удалить');
    await anna.tap('Да, удалить');
    expect(anna.last().text).to.match(/^Способы оплаты/);
    expect(await titles()).to.deep.equal(['Mir •• 2222']);
    expect(await db().methodBindings.query()).to.deep.equal([]);
    await expectClosed('Назад');
  });
});

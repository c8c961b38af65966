import { expect } from 'chai';
import { endPayment } from '../../../src/effects/settle-payment.js';
import type { Somebody } from '../../support/chatting.js';
import { promisedKeys } from '../../support/database.js';
import { rub } from '../../support/shop.js';
import { useSaving } from '../../support/saving.js';

describe('what a saved method renews', () => {
  const { chat, methods, bindings, save, toCards, ...saving } = useSaving();
  let anna: Somebody;
  let visa: bigint;
  let mir: bigint;

  const db = () => chat.db();
  const agreed = () => db().knex('renewals').first();
  const turnOn = async (source: string): Promise<void> => {
    await anna.say('/connect');
    for (const label of ['Автопродление', 'Включить', source, 'Да, включить']) await anna.tap(label);
  };
  const toCard = async (title: string): Promise<string> => {
    await toCards();
    await anna.tap(title);
    return anna.last().text;
  };
  const settings = async (): Promise<string> => {
    await anna.say('/connect');
    await anna.tap('Автопродление:');
    return anna.last().text;
  };

  beforeEach(async () => {
    anna = saving.anna();
    await chat.shop().give((await anna.row()).id, rub(1_000_00n));
    await anna.say('/buy');
    await anna.tap('1 месяц');
    await anna.tap('С баланса');
    await chat.work();
    visa = await save('Visa •• 1111');
    mir = await save('Mir •• 2222');
  });

  describe('once it is made the default,', () => {
    it('goes over to it, as its screen says before', async () => {
      await turnOn('Visa •• 1111');
      await chat.work();
      expect(await toCard('Visa')).to.include('🔁 Отсюда продлевается подписка');
      expect(await toCard('Mir')).to.include('Кнопка ниже переведёт сюда автопродление подписки: цена');
      const was = await agreed();
      const { toast } = await anna.tap('Сделать основным');

      expect(toast).to.include('отсюда и продлим');
      expect(anna.labels()[0]).to.equal('⭐ Mir •• 2222');
      expect(await agreed()).to.deep.equal({ ...was, methodId: mir });
      expect(await promisedKeys(db())).to.include(`renewal.review:${was.subscriptionId}`);
      expect(await toCard('Mir'))
        .to.include('Отсюда продлевается')
        .and.not.include('Кнопка ниже');
      expect(await settings()).to.include('199 ₽, Mir •• 2222');
    });

    it('is tried again by it where the other was refused for good', async () => {
      await turnOn('Visa •• 1111');
      await db()
        .knex('subscriptions')
        .update({ paidUntil: new Date(Date.now() + 20 * 3_600_000) });
      await db().transaction(async (trx) => {
        const { subscriptionId, userId, planVersionId } = await agreed();
        const wanted = { userId, subscriptionId, planVersionId, termNumber: 1, price: rub(199_00n) };
        const order = await db().orders.renewal(trx, wanted);
        const card = await db().paymentMethods.byId(trx, visa);
        const { id } = await db().payments.charge(trx, order!, card);
        const why = { source: 'test', reason: 'expired', decline: 'expired' } as const;
        await endPayment(db(), trx, id, 'failed', why);
      });
      expect(await settings()).to.include('больше этим способом мы не пробуем');
      expect(await toCard('Mir')).to.include('сразу повторим его отсюда');
      await anna.tap('Сделать основным');
      expect(await settings())
        .to.match(/^Автопродление включено/)
        .and.include('Спишем');
    });

    it('takes the place of one that was removed', async () => {
      await turnOn('Visa •• 1111');
      await toCard('Visa');
      await anna.tap('Удалить');
      await anna.tap('Да, удалить');
      await anna.tap('Mir');
      expect(anna.last().text).to.include('Это основной способ').and.include('Кнопка ниже');
      await anna.tap('Продлевать отсюда');
      expect(await agreed()).to.include({ methodId: mir, active: true });
    });

    it('stays as it is where it is from the balance, off, asks for another price, or was disputed', async () => {
      await turnOn('с баланса');
      const chosen = async () => {
        expect(await toCard('Mir')).not.to.include('Кнопка ниже');
        await anna.forge(`1:a:default:${mir}`, anna.last().id);
        return (await agreed()).methodId;
      };
      expect(await chosen()).to.equal(null);
      await anna.say('/connect');
      for (const label of ['Автопродление', 'Другой способ', 'Visa', 'Да, включить']) await anna.tap(label);
      await db().knex('renewals').update({ active: false });
      expect(await chosen()).to.equal(visa);
      await db().knex('renewals').update({ active: true, priceMinor: '19800' });
      expect(await chosen()).to.equal(visa);
      await db().knex('renewals').update({ priceMinor: '19900' });
      const [payment] = await db().payments.query();
      const disputed = { paymentId: String(payment!.id), fromState: 'succeeded', toState: 'disputed' };
      await db()
        .knex('payment_events')
        .insert({ ...disputed, source: 'test' });
      expect(await chosen()).to.equal(visa);
    });
  });

  it('is told before the method is removed, and only then', async () => {
    await turnOn('с баланса');
    await toCard('Visa');
    await anna.tap('Удалить');
    expect(anna.last().text).not.to.include('продлевается');
    await anna.say('/connect');
    for (const label of ['Автопродление', 'Другой способ', 'Visa', 'Да, включить']) await anna.tap(label);
    await toCard('Visa');
    await anna.tap('Удалить');
    expect(anna.last().text).to.include('Отсюда продлевается подписка: после удаления она сама не продлится');
  });

  it('is asked once it was bound, on the way to auto-renewal too: one tap shows what is agreed to', async () => {
    await turnOn('Visa •• 1111');
    await anna.say('/connect');
    for (const label of ['Автопродление', 'Другой способ', 'Привязать карту']) await anna.tap(label);
    await chat.work();
    const { sandbox } = chat.world();
    sandbox.yookassa.bind((await bindings())[0]!.externalId!);
    await anna.tap('Готово');
    await chat.work();
    expect(anna.last().text).to.include('основной способ оплаты').and.include('сначала покажем');
    expect(await agreed()).to.include({ methodId: visa });

    await anna.tap('Продлевать этой картой');
    expect(anna.last().text).to.match(/^Включить автопродление\?[^]+Mir •• \d{4}/);
    await anna.tap('Да, включить');
    const [bound] = await methods();
    expect(await agreed()).to.include({ methodId: bound!.id });
    await anna.forge(`1:o:binding:${(await bindings())[0]!.id}`, anna.last().id);
    expect(anna.labels().join()).not.to.include('Продлевать');
  });
});

import { expect } from 'chai';
import { requestRefund } from '../../../src/effects/request-refund.js';
import { useChat, type Somebody } from '../../support/chatting.js';
import { rub } from '../../support/shop.js';

describe('after paying', () => {
  const chat = useChat();
  let anna: Somebody;

  beforeEach(async () => {
    await chat.shop().plus();
    anna = chat.meet();
    await anna.say('/start');
    await chat.shop().give((await anna.row()).id, rub(1_000_00n));
    await buy('Стандарт');
  });

  const buy = async (plan: string): Promise<void> => {
    await anna.say('/buy');
    for (const label of [plan, '1 месяц', 'С баланса']) await anna.tap(label);
    await chat.work();
  };

  it('auto-renewal is offered, until it is on', async () => {
    expect(anna.labels()).to.include('🔁 Продлевать автоматически');
    for (const label of ['Продлевать автоматически', 'Включить', 'с баланса', 'Да, включить'])
      await anna.tap(label);
    await buy('Стандарт');
    expect(anna.last().text).to.match(/^🎉 Подписка продлена/);
    expect(anna.labels()).not.to.include('🔁 Продлевать автоматически');
  });

  it('another plan is told as that, though its end may come sooner', async () => {
    await buy('plus');
    expect(anna.last().text).to.match(/^🎉 Новый тариф: «plus»\nПодписка активна до \d+/);
  });

  it('a refund tells until when they have access now', async () => {
    await buy('Стандарт');
    const refund = async (): Promise<string> => {
      const [payment] = await chat.db().payments.query().where('state', 'succeeded').orderBy('id', 'desc');
      const wish = { takesGrant: true, toBalance: false, actor: 'cli:anna', reason: 'asked for' };
      await chat
        .db()
        .transaction((trx) => requestRefund(chat.db(), trx, { paymentId: payment!.id, ...wish }));
      await chat.work();
      return anna.last().text;
    };
    expect(await refund()).to.match(/^↩️ На баланс возвращено 199 ₽\n[^]+Подписка теперь активна до \d+/);
    expect(await refund()).to.match(/Подписка закончилась\.$/);
  });
});

import { expect } from 'chai';
import { open } from '../../../src/buttons.js';
import { meetWithMonth, useChat, type Somebody } from '../../support/chatting.js';

const dayMs = 86_400_000;

describe('auto-renewal of a subscription that has just ended', () => {
  const chat = useChat();
  let anna: Somebody;

  const paidLongAgo = () => chat.db().knex('orders').update({ kind: 'topup' });
  const ended = () =>
    chat
      .db()
      .knex('subscriptions')
      .update({ paidUntil: new Date(Date.now() - dayMs) });
  const toConsent = async (): Promise<string> => {
    await anna.say('/connect');
    for (const label of ['Автопродление', 'Включить', 'с баланса']) await anna.tap(label);
    return anna.last().text;
  };
  const shown = async (wish = ''): Promise<string> => {
    const { id } = await chat.shop().subscription((await anna.row()).id);
    await anna.forge(open('renewal', id, wish), anna.last().id);
    return anna.last().text;
  };

  beforeEach(async () => {
    anna = await meetWithMonth(chat);
  });

  it('says that it has ended, and charges at once', async () => {
    await ended();
    await paidLongAgo();
    expect(await toConsent()).to.include('Подписка уже закончилась, поэтому спишем сразу');
  });

  it('says when it charges where a payment came within a day', async () => {
    await ended();
    expect(await toConsent())
      .to.match(/Первое списание: \d+ .+\d\d:\d\d\. Вы недавно платили/)
      .and.not.include('сразу');
  });

  it('speaks of the end as past, and of the charge to come', async () => {
    await toConsent();
    await anna.tap('Да, включить');
    expect(await shown()).to.match(/Подписка активна до .+\n[^]+Накануне приходит/);
    await ended();
    expect(await shown())
      .to.match(/Подписка была активна до .+\n[^]+Спишем .+, и подписка снова заработает/)
      .and.not.include('Накануне');
    await chat.shop().reprice(249_00n);
    expect(await shown()).to.match(/^Автопродление приостановлено\n\nПодписка была активна до/);
  });

  it('by its provider does so, too, where it is asked whether to stop', async () => {
    const { id: subscriptionId, planVersionId } = await chat.shop().subscription((await anna.row()).id);
    const [payment] = await chat.db().payments.query();
    await chat
      .db()
      .knex('mandates')
      .insert({
        userId: String((await anna.row()).id),
        subscriptionId: String(subscriptionId),
        provider: 'stars',
        externalId: 'charge-1',
        paymentId: String(payment!.id),
        planVersionId: String(planVersionId),
        priceMinor: '150',
        currency: 'XTR',
        months: 0,
        days: 30,
        state: 'failed',
        wanted: true,
        paidUntil: new Date(Date.now() - dayMs),
      });
    expect(await shown('off')).to.include('Подписка останется активной до');
    await ended();
    expect(await shown('off')).to.match(/больше ничего не спишется\. Подписка была активна до/);
  });
});

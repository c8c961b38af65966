import { expect } from 'chai';
import { holdPart } from '../../../src/effects/hold-part.js';
import { requestRefund, type RefundRequest } from '../../../src/effects/request-refund.js';
import issueRefund from '../../../src/jobs/refund.issue.js';
import { useChat, type Somebody } from '../../support/chatting.js';
import { perform } from '../../support/perform.js';
import { rub } from '../../support/shop.js';

describe('the money of a gift in the chat, as it goes back', () => {
  const chat = useChat();
  let anna: Somebody;
  beforeEach(async () => {
    anna = chat.meet(42);
    await anna.say('/start');
  });
  /** Paid by a card, and in part from the balance where something of it is held. */
  const give = async (heldMinor: bigint) => {
    const [db, shop] = [chat.db(), chat.shop()];
    const { id: userId } = await anna.row();
    if (heldMinor > 0n) await shop.give(userId, rub(heldMinor));
    const { id: planVersionId, price } = await shop.offer(3);
    const wish = { userId, subscriptionId: null, kind: 'gift', planVersionId, heldMinor } as const;
    const { orderId, payment } = await db.transaction(async (trx) => {
      const order = await db.orders.findOrOpen(trx, { ...wish, price: price! });
      expect(await holdPart(db, trx, order)).to.equal(true);
      const attempt = { orderId: order.id, provider: 'yookassa', amount: order.rest };
      return { orderId: order.id, ...(await db.payments.findOrStart(trx, attempt)) };
    });
    await shop.see(payment);
    await chat.work();
    return { orderId, paymentId: payment.id };
  };
  const request = async (paymentId: bigint, more: Partial<RefundRequest> = {}): Promise<bigint> => {
    const wish = { paymentId, takesGrant: false, toBalance: true, actor: 'cli', reason: 'test', ...more };
    return (await chat.db().transaction((trx) => requestRefund(chat.db(), trx, wish))).id;
  };
  const balance = async () => chat.shop().balance((await anna.row()).id);
  const told = () =>
    anna
      .messages()
      .map(({ text }) => text)
      .filter((text) => text.includes('На баланс возвращено'));

  for (const heldMinor of [0n, 100_00n])
    it(`is not offered twice, with ${heldMinor} kopeks of the balance in it`, async () => {
      const { orderId, paymentId } = await give(heldMinor);
      await anna.forge(`1:o:given:${orderId}`, anna.last().id);
      expect(anna.labels()).to.include('↩️ Вернуть деньги');
      await anna.tap('Вернуть деньги');
      await perform(issueRefund, await request(paymentId), chat.scope());
      expect(await balance()).to.equal(499_00n);

      expect((await anna.tap('Да, вернуть')).toast).to.equal(
        'Вернуть уже нельзя: подарок принят или деньги уже возвращены',
      );
      expect(anna.last().text).to.match(/^🎁 Ваш подарок: 3 месяца/);
      expect(anna.labels()).not.to.include('↩️ Вернуть деньги');
      await anna.forge(`1:o:giftback:${orderId}`, anna.last().id);
      expect(anna.last().text).to.match(/^Мои подарки/);
      expect(await chat.db().refunds.query()).to.have.length(1);
    });

  it('takes the time from whoever accepted it, who hears of it, and of what is left', async () => {
    const { orderId, paymentId } = await give(0n);
    const boris = chat.meet(43, { first_name: 'Борис' });
    await boris.say(`/start gift_${(await chat.db().gifts.ofOrder(chat.db().knex, orderId))!.token}`);
    await boris.tap('Принять');
    await chat.work();
    for (const more of [{ amount: rub(249_50n) }, {}]) {
      await request(paymentId, { takesGrant: true, ...more });
      await chat.work();
    }
    const [part, rest] = boris.messages().slice(-2);
    expect(part!.text).to.match(/^↩️ Деньги за ваш подарок вернулись\n/);
    expect(rest!.text).to.match(/Подписка закончилась\.$/);
    expect(boris.labels()).to.deep.equal(['🚀 Купить подписку', '☰ Меню']);
    await boris.tap('Купить');
    expect(boris.labels().join()).to.include('1 месяц');
    expect(told()).to.have.length(2);
  });

  it('is told of by nobody else where its giver kept it', async () => {
    const { orderId, paymentId } = await give(0n);
    await anna.say(`/start gift_${(await chat.db().gifts.ofOrder(chat.db().knex, orderId))!.token}`);
    await anna.tap('Принять');
    await chat.work();
    await anna.forge(`1:o:given:${orderId}`, anna.last().id);
    expect(anna.last().text).to.include('Вы оставили его себе: 3 месяца');
    await request(paymentId, { takesGrant: true });
    await chat.work();
    expect(
      anna
        .messages()
        .map(({ text }) => text)
        .join(),
    ).not.to.include('Деньги за ваш подарок');
  });

  it('is told as all that came to the balance: as much as the giver was asked about', async () => {
    const { orderId } = await give(100_00n);
    await anna.forge(`1:o:giftback:${orderId}`, anna.last().id);
    expect(anna.last().text).to.match(/^Вернуть 499 ₽ на баланс\?/);
    await anna.tap('Да, вернуть');
    await chat.work();
    expect(await balance()).to.equal(499_00n);
    expect(told()).to.have.length(1);
    expect(told()[0]).to.match(/^↩️ На баланс возвращено 499 ₽/);
  });

  it('is told with the balance’s part only once that comes, with the last of it', async () => {
    const { paymentId } = await give(100_00n);
    for (const more of [{ amount: rub(200_00n) }, {}]) {
      await request(paymentId, more);
      await chat.work();
    }
    expect(told().map((text) => /\d+ ₽/.exec(text)![0])).to.deep.equal(['200 ₽', '299 ₽']);
    expect(await balance()).to.equal(499_00n);
  });
});

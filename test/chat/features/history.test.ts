import { expect } from 'chai';
import { useChat, type Somebody } from '../../support/chatting.js';
import { rub } from '../../support/shop.js';

describe('the history of payments', () => {
  const chat = useChat();
  let anna: Somebody;
  let paymentId: bigint;
  let orderId: bigint;
  beforeEach(async () => {
    anna = chat.meet();
    await anna.say('/start');
    const order = await chat.shop().order((await anna.row()).id);
    orderId = order.id;
    paymentId = (await chat.shop().attempt(order)).id;
  });

  const pay = async (held = 0n): Promise<void> => {
    const { knex } = chat.db();
    await knex('payments')
      .where({ id: String(paymentId) })
      .update({ state: 'refunded_in_part' });
    await knex('orders')
      .where({ id: String(orderId) })
      .update({ state: 'paid', paidBy: String(paymentId), heldMinor: String(held) });
  };
  const back = (amountMinor: number, state: string) =>
    chat
      .db()
      .knex('refunds')
      .insert({ paymentId: String(paymentId), amountMinor, currency: 'RUB', state, actor: 'a', reason: 'b' });
  const shown = async (): Promise<string> => {
    await anna.forge('1:o:history');
    return anna.last().text.replaceAll('\u00a0', ' ');
  };

  it('tells how much of a payment has come back, in one line, and nothing of what has not', async () => {
    await pay();
    await back(30_00, 'succeeded');
    await back(20_00, 'succeeded');
    await back(40_00, 'canceled');
    await back(60_00, 'pending');
    const text = await shown();
    expect(text).to.include('↩️ Возвращено 50 ₽ из 199 ₽');
    expect(text.match(/Возвращено/g)).to.have.lengthOf(1);
    expect(text).not.to.include('с баланса');
  });

  it('is of one’s own, newest first, page by page, each once', async () => {
    const others = chat.meet(43);
    await others.say('/start');
    const boris = (await others.row()).id;
    await chat.shop().see(await chat.shop().attempt(await chat.shop().topup(boris, rub(777_00n))));
    const { id } = await anna.row();
    for (let rubles = 51n; rubles <= 69n; rubles += 1n)
      await chat.shop().see(await chat.shop().attempt(await chat.shop().topup(id, rub(rubles * 100n))));

    const seen: string[][] = [];
    for (await shown(); ; await anna.tap('Раньше')) {
      seen.push([...anna.last().text.matchAll(/(\d+)\s₽/g)].map(([, rubles]) => rubles!));
      if (!anna.labels().some((label) => label.startsWith('Раньше'))) break;
      expect(seen.length).to.be.lessThan(4);
    }
    expect(seen.map(({ length }) => length)).to.deep.equal([8, 8, 3]);
    expect(seen.flat()).to.deep.equal(Array.from({ length: 19 }, (_, at) => String(69 - at)));
    await anna.tap('Новые');
    expect(anna.last().text).to.match(/69\s₽/);
  });

  it('tells what the balance paid beside it', async () => {
    await pay(49_00n);
    expect(await shown()).to.include('💰 Ещё 49 ₽ с баланса');
  });

  it('tells of no part where there is none', async () => {
    await pay();
    expect(await shown()).not.to.match(/Возвращено|с баланса/);
  });

  it('tells how the receipt stands, and where it went', async () => {
    await pay();
    const receipt = async (state: string, to: string | null): Promise<string> => {
      await chat.db().knex('payments').update({ receipt: state, receiptTo: to });
      return shown();
    };
    expect(await receipt('succeeded', 'v***@mail.ru')).to.include('📧 Чек отправлен на v***@mail.ru');
    expect(await receipt('succeeded', null)).to.include('📧 Чек выдан');
    expect(await receipt('pending', 'v***@mail.ru'))
      .to.include('📧 Чек готовится')
      .and.not.include('mail.ru');
    expect(await receipt('canceled', 'v***@mail.ru')).to.include('📧 Чек не выдан. Если он нужен');
  });

  it('tells of no receipt where its provider says nothing of one', async () => {
    await pay();
    await chat.db().knex('payments').update({ receiptTo: 'v***@mail.ru' });
    expect(await shown()).not.to.include('📧');
  });
});

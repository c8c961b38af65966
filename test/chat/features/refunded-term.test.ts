import { expect } from 'chai';
import type { Payment } from '../../../src/db/models/payment.js';
import { activatePromo } from '../../../src/effects/activate-promo.js';
import { requestRefund } from '../../../src/effects/request-refund.js';
import { useChat, type Somebody } from '../../support/chatting.js';
import { promoCode } from '../../support/promo.js';

describe('days that a refund of the term leaves', () => {
  const chat = useChat();
  let anna: Somebody;
  let annaId: bigint;
  let payment: Payment;
  const buy = async (userId: bigint): Promise<Payment> => {
    const bought = await chat.shop().attempt(await chat.shop().order(userId));
    await chat.shop().see(bought);
    await chat.work();
    return bought;
  };
  beforeEach(async () => {
    anna = chat.meet(42);
    await anna.say('/start');
    annaId = (await anna.row()).id;
    payment = await buy(annaId);
  });

  const refund = async (): Promise<void> => {
    const db = chat.db();
    const why = { takesGrant: true, toBalance: true, actor: 'test', reason: 'test' };
    await db.transaction((trx) => requestRefund(db, trx, { paymentId: payment.id, ...why }));
    await chat.work();
  };
  /** It opens, with a link and what can be done with it, and the panel has the same limits. */
  const expectOpen = async (): Promise<void> => {
    const { id, link, paidUntil } = await chat.shop().subscription(annaId);
    const [account] = [...chat.world().sandbox.remnawave.users.all()];
    expect(account).to.include({ telegramId: 42, status: 'ACTIVE', hwidDeviceLimit: 5 });
    expect(new Date(account!.expireAt)).to.deep.equal(paidUntil);
    await anna.forge(`1:o:subscription:${id}`);
    expect(anna.last().text)
      .to.match(/^Моя подписка/)
      .and.include(link);
    expect(anna.labels().join()).to.include('Подключиться').and.include('Мои устройства').and.include('QR');
    await anna.say('/connect');
    expect(anna.last().text).not.to.match(/^Главное меню/);
  };

  it('by a promo code are open to their person, of the plan that they lengthened', async () => {
    const { db } = chat;
    await promoCode(db(), { days: 5 });
    await db().transaction((trx) => activatePromo(db(), trx, annaId, 'GIFT', new Date()));
    await chat.work();
    await refund();
    await expectOpen();
  });

  it('for a friend are, too', async () => {
    const { referralCode } = await chat.db().users.byId(chat.db().knex, annaId);
    const boris = chat.meet(43);
    await boris.say(`/start ref_u${referralCode}`);
    await buy((await boris.row()).id);
    expect((await chat.db().grants.query().where({ source: 'referral' })).length).to.be.greaterThan(0);
    await refund();
    await expectOpen();
  });

  it('are none where nobody gave any', async () => {
    await refund();
    const { id } = await chat.shop().subscription(annaId);
    await anna.forge(`1:o:subscription:${id}`);
    expect(anna.last().text).to.match(/^Главное меню/);
  });

  it('are none in the list, from where the subscription can be bought anew', async () => {
    chat.rule({ maxSubscriptions: 2 });
    await refund();
    await anna.say('/menu');
    expect(anna.labels().join()).not.to.include('подписки (');
    await anna.forge('1:o:subscriptions');
    await anna.tap('№ 1 · закончилась');
    expect(anna.labels().join()).to.include('1 месяц');
  });
});

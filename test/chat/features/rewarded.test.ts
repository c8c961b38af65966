import { expect } from 'chai';
import type { Payment } from '../../../src/db/models/payment.js';
import { usualRules } from '../../../src/domain/referral.js';
import { requestRefund } from '../../../src/effects/request-refund.js';
import { useChat, type Somebody } from '../../support/chatting.js';
import { rub } from '../../support/shop.js';

describe('a bonus for a friend in the chat, once their purchase is refunded', () => {
  const chat = useChat();
  let anna: Somebody;
  let annaId: bigint;
  let payment: Payment;
  const buy = async (percent: number): Promise<void> => {
    const db = chat.db();
    await db.settings.set('referral', { ...usualRules, percent });
    anna = chat.meet(42);
    await anna.say('/start');
    const { id } = await anna.row();
    annaId = id;
    const { referralCode } = await db.users.byId(db.knex, id);
    const boris = chat.meet(43, { first_name: 'Борис' });
    await boris.say(`/start ref_u${referralCode}`);
    payment = await chat.shop().attempt(await chat.shop().order((await boris.row()).id));
    await chat.shop().see(payment);
    await chat.work();
  };
  const spend = async (minor: bigint): Promise<void> => {
    const { ledger } = chat.db();
    const spent = { key: 'spent', from: `user:${annaId}`, to: 'sales', amount: rub(minor) } as const;
    await chat.db().transaction((trx) => ledger.transfer(trx, spent));
  };
  const refund = async (): Promise<void> => {
    const db = chat.db();
    const why = { takesGrant: true, toBalance: true, actor: 'test', reason: 'test' };
    await db.transaction((trx) => requestRefund(db, trx, { paymentId: payment.id, ...why }));
    await chat.work();
  };
  const told = () => chat.shop().told();
  const shown = async (): Promise<string> => {
    await anna.say('/start');
    await anna.forge(`1:o:rewarded:${payment.id}`, anna.last().id);
    return anna.last().text;
  };

  it('is taken back as far as it is there, and that is what it says', async () => {
    await buy(50);
    expect(anna.last().text).to.match(/^🎉 99,50 ₽ на ваш баланс/);
    await spend(60_00n);
    await refund();
    expect(anna.last().text).to.match(/^↩️ Бонус снят: 39,50 ₽/);
  });

  it('is told of by nobody where nothing of it was there, and stays what it was', async () => {
    await buy(50);
    await spend(99_50n);
    await refund();
    expect(await told()).to.not.include(`referral:${payment.id}:back`);
    expect(await shown()).to.match(/^🎉 99,50 ₽ на ваш баланс/);
  });

  it('is there until it is taken, though its purchase is refunded already', async () => {
    await buy(50);
    const db = chat.db();
    await db.transaction((trx) => db.referralRewards.takeBack(trx, payment.id));
    expect(await shown()).to.match(/^🎉 99,50 ₽ на ваш баланс/);
  });

  it('of days is taken back as it was given', async () => {
    await buy(0);
    expect(anna.last().text).to.match(/^🎉 Вам \+3 дня/);
    await refund();
    expect(anna.last().text).to.match(/^↩️ Бонус снят: 3 дня/);
  });
});

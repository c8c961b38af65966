import { expect } from 'chai';
import { requestRefund } from '../../../src/effects/request-refund.js';
import { useChat, type Somebody } from '../../support/chatting.js';
import { goods, openShop, rub } from '../../support/shop.js';

describe('add-ons', () => {
  const chat = useChat();
  let anna: Somebody;
  let userId: bigint;

  beforeEach(async () => {
    await openShop(chat.db(), {
      ...goods,
      limits: { ...goods.limits, trafficLimitBytes: 100n << 30n },
    });
    await chat
      .db()
      .knex('addon_versions')
      .insert([
        { kind: 'devices', amount: 2, priceMinor: 50_00, currency: 'RUB' },
        { kind: 'traffic', amount: String(50n << 30n), priceMinor: 80_00, currency: 'RUB' },
      ]);
    anna = chat.meet();
    await anna.say('/start');
    userId = (await anna.row()).id;
    await chat.shop().give(userId, rub(1_000_00n));
  });

  const buyMonth = async (): Promise<void> => {
    for (const what of ['1 месяц', 'С баланса']) {
      if (what === '1 месяц') await anna.say('/buy');
      await anna.tap(what);
    }
    await chat.work();
  };
  const toAddons = async (): Promise<void> => {
    await anna.say('/connect');
    await anna.tap('Устройства и трафик');
  };
  const account = () => [...chat.world().sandbox.remnawave.users.all()][0]!;

  it('are shown with their prices, and until when they last', async () => {
    await buyMonth();
    await toAddons();
    expect(anna.last().text).to.match(/^Что добавить\?[^]*до конца текущего срока: \d+ /);
    expect(anna.labels()).to.deep.equal(['+2 устройства · 50 ₽', '+50 ГБ трафика · 80 ₽', '← Назад']);
  });

  it('raise the limits at the panel, move no end, and are told in their own words', async () => {
    await buyMonth();
    const { paidUntil } = await chat.shop().subscription(userId);
    await toAddons();
    await anna.tap('+2 устройства');
    await anna.tap('С баланса');
    await chat.work();
    expect(anna.last().text).to.match(/^🎉 Готово: \+2 устройства/);
    await toAddons();
    await anna.tap('+50 ГБ');
    await anna.tap('С баланса');
    await chat.work();

    expect(account()).to.include({ hwidDeviceLimit: 7, trafficLimitBytes: Number(150n << 30n) });
    expect((await chat.shop().subscription(userId)).paidUntil).to.deep.equal(paidUntil);
    expect(await chat.shop().balance(userId)).to.equal(1_000_00n - 199_00n - 50_00n - 80_00n);
    expect(await chat.db().ledger.audit()).to.deep.equal([]);
  });

  it('are paid for at a provider as plans are, and taken back by a refund', async () => {
    await buyMonth();
    await toAddons();
    await anna.tap('+2 устройства');
    await anna.tap('Картой');
    await chat.work();
    const [payment] = await chat.db().payments.query().where({ provider: 'yookassa' });
    expect(payment).to.include({ amountMinor: 50_00n });
    await chat.shop().see(payment!, 'succeeded', { externalId: payment!.externalId! });
    await chat.work();
    expect(account()).to.include({ hwidDeviceLimit: 7 });

    const asked = {
      paymentId: payment!.id,
      takesGrant: true,
      toBalance: true,
      actor: 'test',
      reason: 'test',
    };
    await chat.db().transaction((trx) => requestRefund(chat.db(), trx, asked));
    await chat.work();
    expect(account()).to.include({ hwidDeviceLimit: 5 });
  });

  it('leave their money on the balance where the term ended before it came', async () => {
    await buyMonth();
    await toAddons();
    await anna.tap('+2 устройства');
    await anna.tap('Картой');
    await chat.work();
    const { id } = await chat.shop().subscription(userId);
    await chat
      .db()
      .knex('subscriptions')
      .where({ id: String(id) })
      .update({ paidUntil: new Date(0) });
    const before = await chat.shop().balance(userId);
    const [payment] = await chat.db().payments.query().where({ provider: 'yookassa' });
    await chat.shop().see(payment!, 'succeeded', { externalId: payment!.externalId! });

    expect(await chat.shop().balance(userId)).to.equal(before + 50_00n);
    expect(await chat.db().grants.query()).to.have.length(1);
    expect(await chat.shop().told()).to.include(`credited:${payment!.id}`);
  });

  it('are not offered where nothing runs, and cannot be had there by an old or a made-up button', async () => {
    await anna.forge('1:o:methods:a1:1');
    expect(anna.last().text).to.match(/^На какой срок/);
    for (const code of ['a1', 'a404', 'a', 'ax', 'a-1']) {
      const version = (await anna.row()).screenVersion;
      const { toast } = await anna.forge(`1:a:pay:${code}:balance:1:${version}`);
      expect(toast, code).to.equal('Предложение изменилось, выберите ещё раз');
    }
    expect(await chat.db().orders.query()).to.deep.equal([]);
  });

  it('cannot be had at the price of an old keyboard', async () => {
    await buyMonth();
    await toAddons();
    await anna.tap('+2 устройства');
    const old = anna.dataOf('С баланса');
    await chat.db().knex('addon_versions').insert({
      kind: 'devices',
      amount: 2,
      priceMinor: 90_00,
      currency: 'RUB',
    });
    const { toast } = await anna.forge(old);
    expect(toast).to.equal('Предложение изменилось, выберите ещё раз');
    expect(anna.labels()[0]).to.equal('+2 устройства · 90 ₽');
    expect(await chat.db().orders.query().where({ kind: 'addon' })).to.deep.equal([]);
  });
});

import { randomInt } from 'node:crypto';
import { expect } from 'chai';
import { breakKinds } from '../../src/domain/books.js';
import { money } from '../../src/domain/money.js';
import { noteRepeat } from '../../src/effects/note-mandate.js';
import openPayment from '../../src/jobs/payment.open.js';
import precheckoutAnswer from '../../src/jobs/precheckout.answer.js';
import matchStars from '../../src/jobs/stars.match.js';
import { promise } from '../../src/queue/promise.js';
import { useBuying } from '../support/buying.js';
import { promoCode } from '../support/promo.js';
import { charge, in30Days, storeTold } from '../support/tribute.js';

describe('among a crowd, the ways to pay less and to pay otherwise are by an index:', function () {
  this.timeout(60_000);
  const { volume, chat, work, somebody, pay, paymentOf, customer, flow } = useBuying();
  let code = '';
  beforeEach(() => void (code = `HOT-${randomInt(2 ** 47)}`));
  const offer = (change: Record<string, unknown>) => promoCode(volume.own(), { code, ...change });

  flow('a promo code that gives days, comes by a link and is written again', async () => {
    await offer({ days: 7 });
    const anna = somebody();
    await anna.say(`/start promo_${code}`);
    await work();
    expect(anna.last().text).to.match(/^🎉/);
    await anna.say(`/promo ${code}`);
    expect(anna.last().text).to.match(/уже/);
  });

  flow('a promo code that a thousand people wrote, and money from one', async () => {
    await offer({ kind: 'balance', amountMinor: 100_00n, currency: 'RUB', perPerson: 2 });
    const anna = await customer();
    await anna.say('/menu');
    await anna.say('/promo CROWD-1');
    await anna.say(`/promo ${code}`);
    expect(anna.last().text).to.match(/зачислено 100 ₽/);
    await anna.say('/menu');
    await anna.tap('Баланс');
    expect(anna.last().text).to.match(/\+ 100 ₽ · промокод/);
  });

  flow('guesses until there are too many', async () => {
    const anna = somebody();
    await anna.say('/start');
    for (let guess = 0; guess < 12; guess++) await anna.say(`/promo ${code}-${guess}`);
    expect(anna.last().text).to.match(/^Слишком много/);
  });

  flow('a discount for a first purchase, and what it bought', async () => {
    await offer({ kind: 'percent', percent: 50, firstPurchaseOnly: true });
    const anna = somebody();
    await anna.say(`/promo ${code}`);
    await anna.say('/buy');
    await anna.tap('1 месяц');
    await anna.tap('Картой');
    await work();
    await pay();
    await work();
    expect(anna.last().text).to.match(/^🎉/);
    await anna.say('/buy');
    expect(anna.labels()[0]).to.include('199 ₽');
  });

  flow('an invoice that is paid after it was given up', async () => {
    const anna = await customer();
    await anna.say('/buy');
    for (const label of ['1 месяц', 'Картой']) await anna.tap(label);
    await work();
    await anna.tap('Отменить');
    await pay();
    await work();
    expect(anna.last().text).to.match(/^🎉/);
  });

  flow('what charges by itself: by order, by subscription and by person', async () => {
    const anna = await customer();
    await anna.say('/menu');
    const { id: userId } = await anna.row();
    const { mandates, subscriptions } = volume.own();
    const subscription = (await subscriptions.first(volume.own().knex, userId))!;
    await volume.db.transaction(async (trx) => {
      const which = { provider: 'stars', paymentId: 1n, payerId: BigInt(anna.id) };
      await volume.db.mandates.charged(trx, 1n, 'stars', which.payerId);
      await volume.db.mandates.begunBy(trx, which);
      await volume.db.payments.beginningOf(trx, 'cryptomus', 'x');
      const repeat = { mandateId: 'x', state: 'on' } as const;
      await noteRepeat(volume.db, trx, 'cryptomus', { repeat }, { at: new Date(), source: 'x' });
      await volume.db.mandates.tell(trx, 0n, 'on', new Date());
      await volume.db.mandates.unwantAll(trx, userId);
      await volume.db.mandates.begin(trx, 0n, subscription.id);
    });
    const { knex, payments, mandates: counted } = volume.db;
    await payments.chargesOf(knex, 0n);
    await volume.db.countedMandates(knex, 'platega', ['x', 'y']);
    await counted.one(knex, 'payment_id = ? order by id desc limit 1', 1n);
    await counted.one(knex, 'provider = ? and external_id = ?', 'platega', 'x');
    expect(await mandates.of(volume.db.knex, subscription.id)).to.equal(undefined);
    expect(await mandates.running(volume.db.knex, subscription.id, new Date())).to.equal(undefined);
  });

  flow('a purchase in Stars, and the walk over what Telegram lists', async () => {
    const anna = somebody();
    await anna.say('/start');
    const { id: userId } = await anna.row();
    const { id: planVersionId } = await chat.shop().offer(1);
    const price = money(150n, 'XTR');
    const bought = { userId, subscriptionId: null, kind: 'buy', planVersionId, price } as const;
    await volume.db.transaction(async (trx) => {
      const order = await volume.db.orders.findOrOpen(trx, bought);
      const attempt = { orderId: order.id, provider: 'stars', amount: price };
      const { payment } = await volume.db.payments.findOrStart(trx, attempt);
      await promise(trx, openPayment, payment.id);
    });
    await work();
    const id = await paymentOf(anna);
    const { payUrl } = await volume.own().payments.query().findById(String(id)).throwIfNotFound();
    const paying = chat.telegram().payInvoice(anna.id, payUrl!);
    const [update] = await chat.fetchUpdates();
    const {
      id: query,
      from,
      currency,
      total_amount: totalAmount,
      invoice_payload: payload,
    } = update!.pre_checkout_query!;
    const asked = { fromId: from.id, currency, totalAmount, payload, receivedAt: Date.now() };
    await volume.jobs().get(precheckoutAnswer.name)!.run(query, chat.scope(), asked);
    await paying;
    await chat.answer();
    await work();
    expect(anna.last().text).to.match(/^🎉/);
    await volume.db.transaction((trx) => promise(trx, matchStars, code, {}, { once: true }));
    await work();
  });

  flow(
    'what somebody paid by a link of Tribute before they came, and a month later, until they end it',
    async () => {
      const { payments } = chat.world();
      const anna = somebody();
      const telegramId = anna.id;
      const product = { telegram_user_id: telegramId, subscription_id: 1644, period_id: 1547 };
      const until = in30Days();
      await storeTold(volume.db, payments, 'new_subscription', charge(until, product));
      await work();
      await anna.say('/start');
      await work();
      expect(anna.last().text).to.match(/^🎉/);
      await storeTold(volume.db, payments, 'renewed_subscription', charge(in30Days(), product));
      await work();
      const { id } = await anna.row();
      const { id: subscriptionId } = await volume.db.subscriptions
        .first(volume.db.knex, id)
        .then((own) => own!);
      const { payments: hot, cancellations, knex } = volume.db;
      expect(await hot.chargedElsewhere(knex, subscriptionId, new Date())).to.include({
        provider: 'tribute',
      });
      await storeTold(volume.db, payments, 'cancelled_subscription', charge(until, product));
      await work();
      expect(anna.last().text).to.match(/^❤️ Tribute больше не/);
      expect(await hot.chargedElsewhere(knex, subscriptionId, new Date())).to.equal(null);
      expect(await cancellations.of(knex, subscriptionId)).to.equal('tribute');
    },
  );

  it('what the list of a provider tells of receipts', async () => {
    const some = volume.own().payments.query().whereNotNull('externalId').limit(100);
    const told = (await some).map(({ externalId }) => ({
      externalId: externalId!,
      receipt: 'pending' as const,
    }));
    expect(told).to.have.lengthOf(100);
    await volume.db.books.noteReceipts('yookassa', told);
    volume.sound();
  });

  it('what the proof of the books asks for of what is older', async () => {
    const day = new Date();
    const longAgo = new Date(day.getTime() - 120 * 86_400_000).toISOString();
    await volume.db.books.disputed('yookassa', 0n);
    await volume.db.breaks.notClosed('yookassa', 0n, breakKinds);
    await volume.db.breaks.oldest('stars');
    await volume.db.books.placeBehind('yookassa', longAgo, day, 1);
    await volume.db.books.refundOf(1n, 'unknown');
    volume.sound();
  });
});

import { expect } from 'chai';
import { money } from '../../src/domain/money.js';
import { dayMs } from '../../src/domain/term.js';
import reconcilePayment from '../../src/jobs/payment.reconcile.js';
import starsMatch from '../../src/jobs/stars.match.js';
import { goods, openShop } from '../support/shop.js';
import { useMandates } from '../support/mandates.js';
import { perform } from '../support/perform.js';

describe('Stars that Telegram charges again and again', () => {
  const stars = useMandates();
  const { begin, pay, buy, hears, happens, mandate, mandates, payments, orders, grants, expectTerms } = stars;

  it('are asked for with the one period there is, and told with price and rhythm before', async () => {
    await stars.anna().say('/buy');
    await stars.anna().tap('1 месяц');
    await stars.anna().tap('С автопродлением');
    expect(stars.anna().last().text)
      .to.include('150 ⭐ каждые 30 дней')
      .and.include('30 дней, с автопродлением');
    await stars.anna().tap('Звёздами');
    await stars.chat.work();
    expect(stars.anna().last().text).to.include('150 ⭐ каждые 30 дней');
    const [call] = stars.chat.telegram().journal('createInvoiceLink');
    expect(call!.params).to.include({
      subscription_period: 2_592_000,
      currency: 'XTR',
      title: 'Доступ к VPN, 30 дней',
    });
  });

  it('begin with the first: thirty days, and what charges them is kept', async () => {
    await buy();
    await expectTerms(1);
    const [subscription] = stars.subscriptions();
    expect(await mandate()).to.deep.include({
      provider: 'stars',
      externalId: subscription!.id,
      payerId: BigInt(stars.anna().id),
      subscriptionId: (await stars.subscription()).id,
      priceMinor: 150n,
      days: 30,
      wanted: true,
      state: 'on',
      paidUntil: new Date(subscription!.until * 1_000),
    });
    await stars.soundBooks();
  });

  it('renew it with each later one, once: an order, a payment and a grant of the same thirty days', async () => {
    await buy();
    for (let term = 2; term <= 4; term += 1) {
      await happens('renew');
      await expectTerms(term);
    }
    expect((await orders()).map(({ kind, state }) => `${kind} ${state}`)).to.deep.equal([
      'buy paid',
      ...Array<string>(3).fill('renewal paid'),
    ]);
    expect(await stars.chat.shop().sum('sales')).to.equal(600n);
    const { id } = await mandate();
    expect((await payments()).map(({ mandateId }) => mandateId)).to.deep.equal([id, id, id, id]);
    expect(stars.anna().last().text).to.include('Подписка продлена');
    await stars.soundBooks();
  });

  it('count once each however often they are told, and in whichever order', async () => {
    await buy();
    await happens('renew', false);
    await happens('renew', false);
    const updates = await stars.chat.fetchUpdates();
    for (const update of [...updates.toReversed(), ...updates]) await stars.chat.handle(update);
    await stars.chat.work();
    const events = await stars.db().knex('inbox_events').pluck<bigint[]>('id');
    await Promise.all(events.map((id) => perform(reconcilePayment, id, stars.chat.scope())));
    expect(await grants()).to.have.length(3);
    await expectTerms(3);
    await stars.soundBooks();
  });

  it('are one, settled twenty times at once', async () => {
    await buy();
    await happens('renew', false);
    await stars.chat.answer();
    const [{ id }] = (await stars.db().knex('inbox_events').orderBy('id', 'desc').limit(1)) as [
      { id: bigint },
    ];
    await Promise.all(Array.from({ length: 20 }, () => perform(reconcilePayment, id, stars.chat.scope())));
    expect(await payments()).to.have.length(2);
    await expectTerms(2);
  });

  it('are found in the list of transactions where their updates were lost', async () => {
    await pay(await begin());
    await happens('renew', false);
    await happens('renew', false);
    await stars.chat.fetchUpdates();
    await perform(starsMatch, 'tick', stars.chat.scope());
    await perform(starsMatch, 'tick', stars.chat.scope());
    expect(await grants()).to.have.length(3);
    await expectTerms(3);
    expect(await mandate()).to.deep.include({ externalId: stars.subscriptions()[0]!.id, wanted: true });
    await stars.soundBooks();
  });

  it('are given back also where they were settled long after they had been charged', async () => {
    await buy();
    await happens('renew');
    const chargedAt = stars.subscriptions()[0]!.until * 1_000 - 30 * dayMs;
    const createdAt = new Date(chargedAt + 10 * 60_000);
    await stars.db().knex('orders').where({ kind: 'renewal' }).update({ createdAt });
    const renewal = (await payments()).at(-1)!;
    await stars.refund(renewal.id);
    expect(await stars.chat.shop().stateOf(renewal)).to.equal('refunded');
    expect(stars.chat.telegram().journal('refundStarPayment')).to.have.length(1);
    await expectTerms(1);
    await stars.soundBooks();
  });

  it('at another amount wait for a person, and give nothing', async () => {
    await buy();
    await happens('renew', false);
    const [{ message, ...update }] = (await stars.chat.fetchUpdates()) as never as [
      { message: { successful_payment: object } },
    ];
    const dear = { ...message.successful_payment, total_amount: 999 };
    await stars.chat.handle({ ...update, message: { ...message, successful_payment: dear } });
    await stars.chat.work();
    expect((await payments()).at(-1)).to.include({ state: 'review', amountMinor: 150n });
    await expectTerms(1);
  });

  it('of nobody here are ignored, with the reason', async () => {
    await stars.anna().say('/start');
    const link = await stars.chat
      .scope()
      .telegram.api.createInvoiceLink('VPN', 'x', '987654', '', 'XTR', [{ label: 'x', amount: 150 }], {
        subscription_period: 2_592_000,
      });
    await pay(link, stars.anna(), false);
    await happens('renew', false);
    await stars.chat.answer();
    const later = { now: () => new Date(Date.now() + 600_000) };
    await stars.chat.work(later);
    const events = await stars.db().knex('inbox_events').select('state', 'reason');
    const ignored = { state: 'ignored', reason: 'it concerns no payment of ours' };
    expect(events).to.deep.equal([ignored, ignored]);
    expect(await mandates()).to.deep.equal([]);
  });

  it('renew at the price that was agreed, whatever the plan costs by then', async () => {
    await buy();
    const plans = goods.plans.map((plan) => ({ ...plan, also: [money(400n, 'XTR')] }));
    await openShop(stars.db(), { ...goods, plans });
    await happens('renew');
    expect((await payments()).at(-1)).to.include({ state: 'succeeded', amountMinor: 150n });
    await expectTerms(2);
    await stars.anna().forge('1:o:renewal:' + (await stars.subscription()).id);
    expect(stars.anna().last().text).to.include('цена прежняя, 150 ⭐');
  });

  it('come in with the bot’s yes where Telegram asks for it, and only in their time', async () => {
    const link = await begin();
    await pay(link);
    await hears();
    expect(await pay(link)).to.have.property('paid', false);
    const nextAt = (days: number) =>
      stars
        .db()
        .mandates.query()
        .patch({ paidUntil: new Date(Date.now() + days * dayMs) } as object);
    await nextAt(0.5);
    expect(await pay(link)).to.have.property('paid', false);
    await nextAt(-2);
    expect(await pay(link)).to.have.property('paid', false);
    await nextAt(-0.5);
    expect(await pay(link)).to.have.property('paid', true);
  });
});

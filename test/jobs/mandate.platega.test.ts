import { expect } from 'chai';
import { money } from '../../src/domain/money.js';
import { settleRefund } from '../../src/effects/settle-refund.js';
import reconcilePayment from '../../src/jobs/payment.reconcile.js';
import { perform } from '../support/perform.js';
import { usePlatega } from '../support/platega.js';
import { goods, openShop, rub } from '../support/shop.js';

describe('SBP that Platega charges again and again', () => {
  const platega = usePlatega();
  const { begin, agree, buy, renew, happens, keeps, tell, mandate, payments, orders, grants, expectMonths } =
    platega;

  it('is asked for with the term of the plan, and told with price and rhythm before', async () => {
    await platega.anna().say('/buy');
    await platega.anna().tap('3 месяца');
    await platega.anna().tap('С автопродлением');
    expect(platega.anna().last().text).to.include('🏦 СБП: 499 ₽ каждые 3 месяца');
    await platega.anna().tap('СБП');
    await platega.chat.work();
    expect(platega.anna().last().text).to.include('499 ₽ каждые 3 месяца').and.include('🏦 СБП');
    const { id, minor, data } = platega.agreement();
    expect({ minor, unit: data.unit, every: data.every }).to.deep.equal({ minor: 499_00, unit: 3, every: 3 });
    expect((await payments()).at(-1)).to.include({ externalId: null, state: 'pending', repeats: true });
    expect(await mandate()).to.include({ externalId: id, wanted: false, subscriptionId: null });
  });

  it('begins with the first charge: a month, and what charges it is kept', async () => {
    await buy();
    await expectMonths(1);
    const { id, data } = platega.agreement();
    expect(await mandate()).to.deep.include({
      provider: 'platega',
      externalId: id,
      payerId: null,
      subscriptionId: (await platega.subscription()).id,
      priceMinor: 199_00n,
      months: 1,
      days: 0,
      wanted: true,
      state: 'on',
      paidUntil: new Date(data.nextMs!),
    });
    expect((await payments()).at(-1)).to.include({
      externalId: platega.charges()[0]!.id,
      state: 'succeeded',
    });
    await platega.soundBooks();
  });

  it('renews with each later one, once: an order, a payment and a grant of the same month', async () => {
    await buy();
    for (let term = 2; term <= 4; term += 1) {
      await renew();
      await expectMonths(term);
    }
    expect((await orders()).map(({ kind, state }) => `${kind} ${state}`)).to.deep.equal([
      'buy paid',
      ...Array<string>(3).fill('renewal paid'),
    ]);
    const { id } = await mandate();
    expect((await payments()).map(({ mandateId }) => mandateId)).to.deep.equal([id, id, id, id]);
    expect(platega.anna().last().text).to.include('Подписка продлена').and.include('СБП');
    await platega.soundBooks();
  });

  it('renews day by day, where a plan is of a day', async () => {
    const { planId, panelId, squads } = await platega.chat.shop().offer(1);
    const rest = { planId, panelId, squads, deviceLimit: 5, priceMinor: 10_00n, currency: 'RUB' } as const;
    await platega
      .db()
      .plans.query()
      .insert({ ...rest, months: 0, days: 1 });
    await begin('1 день');
    await tell('CONFIRMED', agree());
    for (let day = 2; day <= 4; day += 1) await renew();
    const { paidUntil } = await platega.subscription();
    expect((paidUntil!.getTime() - Date.now()) / 86_400_000).to.be.within(3.99, 4);
    expect(await grants()).to.have.length(4);
    await platega.soundBooks();
  });

  it('counts each charge once however often it is told, in whichever order, and at the same time', async () => {
    await buy();
    const [second, third] = [happens('charge'), happens('charge')];
    const events = [await keeps('CONFIRMED', third), await keeps('CONFIRMED', second)];
    events.push(await keeps('SUBSCRIPTION_ACTIVATED', platega.agreement()));
    const reconcile = (id: bigint) => perform(reconcilePayment, id, platega.chat.scope());
    await Promise.all([...events, ...events, ...events].map(reconcile));
    for (const bill of [second, third, second]) await tell('CONFIRMED', bill);
    await platega.chat.work();
    expect(await grants()).to.have.length(3);
    expect((await payments()).map(({ externalId }) => externalId)).to.have.members(
      platega.charges().map(({ id }) => id),
    );
    await expectMonths(3);
    await platega.soundBooks();
  });

  it('at another amount waits for a person, and gives nothing', async () => {
    await buy();
    const dear = happens('charge');
    platega.there().till.change(dear.id, { minor: 999_00 });
    await tell('CONFIRMED', dear);
    expect((await payments()).at(-1)).to.include({ state: 'review', amountMinor: 199_00n });
    await expectMonths(1);
    await tell('CONFIRMED', happens('charge'));
    await expectMonths(2);
  });

  it('whose money went back while it waited for a person was the last', async () => {
    await buy();
    const dear = happens('charge');
    platega.there().till.change(dear.id, { minor: 999_00 });
    await tell('CONFIRMED', dear);
    const { id } = (await payments()).at(-1)!;
    const seen = { externalId: 'back', claim: 'succeeded', amount: rub(999_00n), reason: null } as const;
    await platega
      .db()
      .transaction((trx) => settleRefund(platega.db(), trx, id, seen, { source: 'test', now: new Date() }));
    expect((await payments()).at(-1)).to.include({ state: 'refunded' });
    expect(await mandate()).to.include({ wanted: false });
  });

  it('is not believed where Platega itself knows no such charge', async () => {
    await buy();
    const [first] = platega.charges();
    const Id = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
    await tell('CONFIRMED', first!, { Id, NextChargeAt: '2031-01-01T00:00:00Z' });
    await tell('CONFIRMED', first!, { Id: platega.agreement().id });
    const events = await platega.db().knex('inbox_events').orderBy('id').select('state', 'reason');
    const unsaid = { state: 'ignored', reason: 'the provider does not say so yet' };
    expect(events).to.deep.equal([{ state: 'applied', reason: null }, unsaid, unsaid]);
    expect(await payments()).to.have.length(1);
    await expectMonths(1);
  });

  it('of nobody here is ignored, with the reason', async () => {
    const { till, subscriptions } = platega.there();
    const rest = { minor: 199_00, currency: 'RUB', description: 'of another shop' };
    const { id } = subscriptions.subscribe({ ...rest, unit: 3, every: 1 });
    till.pay(id);
    subscriptions.tick();
    await keeps('CONFIRMED', platega.charges()[0]!);
    await platega.chat.work({ now: () => new Date(Date.now() + 600_000) });
    const events = await platega.db().knex('inbox_events').select('state', 'reason');
    expect(events).to.deep.equal([{ state: 'ignored', reason: 'it concerns no payment of ours' }]);
  });

  it('renews at the price that was agreed, whatever the plan costs by then', async () => {
    await buy();
    const plans = goods.plans.map((plan) => ({ ...plan, priceMinor: 700_00n, also: [money(400n, 'XTR')] }));
    await openShop(platega.db(), { ...goods, plans });
    await renew();
    expect((await payments()).at(-1)).to.include({ state: 'succeeded', amountMinor: 199_00n });
    await expectMonths(2);
  });

  it('is over before it began where its payer does not agree in time, and can be begun anew', async () => {
    await begin();
    platega.there().till.end(platega.agreement().id, 'expired');
    await tell('SUBSCRIPTION_FAILED', platega.agreement());
    expect((await payments()).at(-1)).to.include({ state: 'failed' });
    expect(await grants()).to.deep.equal([]);
    await begin();
    await tell('CONFIRMED', agree());
    await expectMonths(1);
    expect(platega.there().subscriptions.all()).to.have.length(2);
  });

  it('is called off at Platega where its person gives it up, or chooses to pay once, before they agreed', async () => {
    await begin();
    await platega.anna().tap('Отменить');
    await platega.chat.work();
    await begin();
    await platega.anna().say('/buy');
    await platega.anna().tap('1 месяц');
    await platega.anna().tap('СБП, картой');
    await platega.chat.work();
    const { subscriptions, till } = platega.there();
    const all = subscriptions.all();
    expect(all.map(({ data }) => data.phase)).to.deep.equal(['cancelled', 'cancelled']);
    for (const { id } of all) till.pay(id);
    subscriptions.tick();
    expect(platega.charges()).to.deep.equal([]);
    expect((await platega.mandates()).map(({ state }) => state)).to.deep.equal(['stopped', 'stopped']);
  });

  it('that its payer agreed to after paying otherwise is stopped, and its money goes to the balance', async () => {
    await begin();
    const { id: userId } = await platega.anna().row();
    await platega.chat.shop().give(userId, rub(199_00n));
    await platega.anna().say('/buy');
    await platega.anna().tap('1 месяц');
    await platega.anna().tap('С баланса');
    await platega.chat.work();
    await expectMonths(1);
    for (const charge of [agree(), happens('charge'), happens('charge')]) await tell('CONFIRMED', charge);
    expect(await mandate()).to.include({ wanted: false, state: 'stopped', subscriptionId: null });
    expect(platega.agreement().data.phase).to.equal('cancelled');
    await expectMonths(1);
    expect(await platega.chat.shop().balance(userId)).to.equal(3n * 199_00n);
    await platega.soundBooks();
  });
});

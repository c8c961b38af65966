import { expect } from 'chai';
import { dayMs } from '../../src/domain/term.js';
import checkMandate from '../../src/jobs/mandate.check.js';
import reconcilePayment from '../../src/jobs/payment.reconcile.js';
import { promisedKeys } from '../support/database.js';
import { perform } from '../support/perform.js';
import { useRecurrences } from '../support/recurrences.js';

describe('what Cryptomus charges again and again', () => {
  const there = useRecurrences();
  const { begin, pays, comes, ends, hears, bill, mandate, payments, orders, grants, expectMonths } = there;
  const buy = () => there.buy();
  const match = () => there.match();
  const minutes = 60_000;
  const named = async (): Promise<string> => (await payments()).at(-1)!.externalId!;
  const scopeAt = (at: Date) => ({ ...there.chat.scope(), now: () => at });
  const afterDue = async (ms = 15 * minutes): Promise<Date> =>
    new Date((await mandate()).paidUntil.getTime() + ms);
  const check = async (at: Date) => perform(checkMandate, (await mandate()).id, scopeAt(at));

  it('is told with price and rhythm before, and asked for under a name that no invoice has', async () => {
    await there.anna().say('/buy');
    await there.anna().tap('3 месяца');
    await there.anna().tap('С автопродлением');
    expect(there.anna().last().text)
      .to.include('499 ₽ каждые 3 месяца')
      .and.include('Cryptomus сначала попросит')
      .and.not.include('Heleket');
    await there.anna().tap('Cryptomus');
    await there.chat.work();
    expect(there.anna().last().text).to.include('499 ₽ каждые 3 месяца');
    const [payment] = await payments();
    expect(bill()).to.deep.include({ paymentId: `repeat-${payment!.id}`, minor: 499_00, currency: 'RUB' });
    expect(bill().data).to.deep.include({ callback: 'https://shop.example/webhook/cryptomus' });
    expect(bill().data.recurrence).to.include({ period: 'three_month' });
  });

  it('begins with the first: a month, and what charges it is kept', async () => {
    await buy();
    await expectMonths(1);
    expect(await named()).to.equal(`${bill().id}:${Math.floor(bill().paidMs! / 1_000)}`);
    expect(await mandate()).to.deep.include({
      provider: 'cryptomus',
      externalId: bill().id,
      payerId: null,
      subscriptionId: (await there.subscription()).id,
      priceMinor: 199_00n,
      months: 1,
      wanted: true,
      state: 'on',
    });
    await there.soundBooks();
  });

  it('is renewed by each later one, once: an order, a payment and a month each', async () => {
    await buy();
    for (let month = 2; month <= 4; month += 1) {
      await comes();
      await hears();
      await expectMonths(month);
    }
    expect((await orders()).map(({ kind, state }) => `${kind} ${state}`)).to.deep.equal([
      'buy paid',
      ...Array<string>(3).fill('renewal paid'),
    ]);
    expect(await there.chat.shop().sum('sales')).to.equal(4n * 199_00n);
    expect(there.anna().last().text).to.include('Подписка продлена');
    await there.soundBooks();
  });

  it('counts once however often it is told, in whichever words, and settled twenty times at once', async () => {
    await buy();
    await comes();
    const ids = [await hears('paid', false), await hears('confirm_check', false), await hears('paid', false)];
    const all = [...ids, ...Array<string>(17).fill(ids[0]!)];
    await Promise.all(all.map((id) => perform(reconcilePayment, id, there.chat.scope())));
    await hears();
    expect(await payments()).to.have.length(2);
    expect(await grants()).to.have.length(2);
    await expectMonths(2);
    await there.soundBooks();
  });

  it('is only a hint where nothing was charged', async () => {
    await begin();
    await hears();
    expect(await grants()).to.deep.equal([]);
    expect((await payments())[0]).to.include({ state: 'pending' });
    pays();
    await hears();
    await expectMonths(1);
    await hears('paid_over');
    await expectMonths(1);
  });

  it('is asked for when its time has come and nobody told of it, less and less often', async () => {
    await buy();
    const { id, paidUntil } = await mandate();
    const owed = async (): Promise<Date[]> => {
      const checks = there.db().knex('outbox').where({ job: 'mandate.check' }).orderBy('id');
      return (await checks.select<{ dueAt: Date }[]>('dueAt')).map(({ dueAt }) => dueAt);
    };
    expect(await promisedKeys(there.db())).to.include(`mandate.check:${id}`);
    expect(await owed()).to.deep.equal([new Date(paidUntil.getTime() + 10 * minutes)]);

    await check(await afterDue());
    expect(await owed()).to.have.length(2);
    await comes();
    await check(await afterDue(2 * 60 * minutes));
    expect(await payments()).to.have.length(2);
    expect((await mandate()).paidUntil.getTime()).to.be.above(paidUntil.getTime() + 27 * dayMs);
    const asked = (await owed()).length;
    await check(paidUntil);
    await check(new Date((await mandate()).paidUntil.getTime() + 4 * dayMs));
    expect(await owed()).to.have.length(asked);
    await there.soundBooks();
  });

  it('is found in the list where nobody told of it: the first as well as a later one', async () => {
    await begin();
    pays();
    await match();
    await expectMonths(1);
    await comes();
    await match();
    await match();
    await expectMonths(2);
    expect(await payments()).to.have.length(2);
    expect(await there.db().breaks.list()).to.deep.equal([]);
    await there.soundBooks();
  });

  it('is ended there by its person here, and what was paid stays theirs', async () => {
    await buy();
    await there.stop();
    expect(bill().data.recurrence).to.include({ canceled: 'cancel_by_merchant' });
    expect(await mandate()).to.include({ wanted: false, state: 'stopped' });
    await hears('cancel_by_merchant');
    await expectMonths(1);
    await there.anna().forge(`1:o:renewal:${(await there.subscription()).id}`);
    expect(there.anna().last().text).to.include('Автопродление выключено');
    expect(there.anna().labels().join()).not.to.include('Вернуть');
  });

  for (const [how, learn] of [
    ['told', () => hears('cancel_by_user')],
    ['found in the list', () => match()],
    ['asked for', async () => check(await afterDue())],
  ] as const) {
    it(`is over where its payer ended it there, ${how}: they hear of it, and nobody takes it up again`, async () => {
      await buy();
      await ends();
      await learn();
      await there.chat.work();
      expect(await mandate()).to.include({ wanted: false, state: 'stopped' });
      expect(there.anna().last().text).to.include('Автопродление выключено');
      expect(bill().data.recurrence).to.include({ canceled: 'cancel_by_user' });
      await expectMonths(1);
    });
  }
});

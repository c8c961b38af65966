import { expect } from 'chai';
import type { Payment } from '../../src/db/models/payment.js';
import { dayMs } from '../../src/domain/term.js';
import { settlePayment } from '../../src/effects/settle-payment.js';
import { starsTerm } from '../../src/payments/stars-mandates.js';
import steerMandate from '../../src/jobs/mandate.steer.js';
import { setBan } from '../../src/effects/set-ban.js';
import { useMandates } from '../support/mandates.js';
import { perform } from '../support/perform.js';
import { until } from '../support/until.js';
import { failure } from '../support/shop.js';

describe('what a provider charges by itself', () => {
  const stars = useMandates();
  const { buy, happens, mandate, payments, grants, expectTerms, begin, pay, hears } = stars;
  const edits = () =>
    stars.chat
      .telegram()
      .journal('editUserStarSubscription')
      .map(({ params }) => params['is_canceled']);
  const screen = async () => {
    await stars.anna().forge(`1:o:renewal:${(await stars.subscription()).id}`);
    return stars.anna().last();
  };

  it('is stopped there by its person after a question, and what was paid stays theirs', async () => {
    await buy();
    expect((await screen()).text).to.include('Автопродление включено');
    await stars.anna().tap('Выключить автопродление');
    expect(stars.anna().last().text).to.include('Выключить автопродление?');
    expect(edits()).to.deep.equal([]);
    await stars.anna().tap('Да, выключить');
    await stars.chat.work();

    expect(edits()).to.deep.equal([true]);
    expect(stars.subscriptions()[0]).to.include({ canceled: true, botCanceled: true });
    expect(await mandate()).to.include({ wanted: false, state: 'stopped' });
    expect(stars.anna().last().text).to.include('Больше ничего не спишется');
    await expectTerms(1);
    expect(await stars.db().knex('audit_log').pluck('action')).to.include('mandate.stop');
  });

  it('is allowed again by us, and taken up by its payer in Telegram: nothing else can', async () => {
    await buy();
    await stars.switch('off');
    await screen();
    await stars.anna().tap('Вернуть продление');
    await stars.anna().tap('Вернуть продление');
    await stars.chat.work();
    expect(edits()).to.deep.equal([true, false]);
    expect(await mandate()).to.include({ wanted: true, state: 'paused' });
    expect(stars.anna().last().text).to.include('Мои звёзды');

    await happens('resume');
    expect(await mandate()).to.include({ state: 'on' });
    await happens('renew');
    await expectTerms(2);
  });

  it('is ended, taken up and not paid in Telegram, as its person hears from us, and extends nothing', async () => {
    await buy();
    for (const [deed, state, text] of [
      ['cancel', 'paused', 'приостановлено'],
      ['resume', 'on', 'Автопродление включено'],
      ['fail', 'failed', 'Продлить не получилось'],
    ] as const) {
      await happens(deed);
      expect(await mandate()).to.include({ state });
      expect(stars.anna().last().text).to.include(text);
    }
    await expectTerms(1);
    expect(await payments()).to.have.length(1);
    await happens('renew');
    expect(await mandate()).to.include({ state: 'on' });
    await expectTerms(2);
  });

  it('and comes in all the same after it was stopped, is credited, and is stopped again', async () => {
    await buy();
    await stars.switch('off');
    const [subscription] = stars.subscriptions();
    subscription!.canceled = false;
    subscription!.botCanceled = false;
    await happens('renew');
    await expectTerms(2);
    expect(await mandate()).to.include({ wanted: false, state: 'stopped' });
    expect(edits()).to.deep.equal([true, true]);
  });

  it('is told by nobody else, and of nobody else', async () => {
    await buy();
    const eve = stars.chat.meet(66, { first_name: 'Eve' });
    const { paymentId } = await mandate();
    const forged = (payload: string, from = eve.id) => ({
      update_id: 900_000_000 + Math.floor(Math.random() * 1e6),
      subscription: {
        user: { id: from, is_bot: false, first_name: 'E' },
        invoice_payload: payload,
        state: 'canceled',
      },
    });
    for (const payload of [String(paymentId), '0', 'x', '9'.repeat(30), ''])
      await stars.chat.handle(forged(payload));
    await stars.chat.work({ now: () => new Date(Date.now() + 600_000) });
    expect(await mandate()).to.include({ state: 'on' });
    expect(await stars.db().knex('inbox_events').where({ state: 'ignored' })).to.have.length(5);
    await eve.forge(`1:a:runoff:${(await stars.subscription()).id}`);
    await stars.chat.work();
    expect(await mandate()).to.include({ wanted: true });
  });

  it('stops with a full refund of any of its charges, and with a ban', async () => {
    await buy();
    await happens('renew');
    await stars.refund((await payments()).at(-1)!.id);
    expect(await mandate()).to.include({ wanted: false, state: 'stopped' });
    expect(stars.subscriptions()[0]!.canceled).to.equal(true);
    await expectTerms(1);
    await stars.soundBooks();
  });

  it('stops where its person is shut out', async () => {
    await buy();
    const ban = { telegramId: BigInt(stars.anna().id), to: 'banned', actor: 'cli', reason: 'x' } as const;
    await stars.db().transaction((trx) => setBan(stars.db(), trx, ban, new Date()));
    await stars.chat.work();
    expect(stars.subscriptions()[0]!.canceled).to.equal(true);
  });

  it('of a forwarded invoice is refused; where it was paid all the same, it waits, is stopped, and gives nothing', async () => {
    const link = await begin();
    const eve = stars.chat.meet(66, { first_name: 'Eve' });
    await eve.say('/start');
    expect(await pay(link, eve)).to.have.property('paid', false);
    expect(await pay(link, eve, false)).to.have.property('paid', true);
    await hears();
    expect((await payments()).at(-1)).to.include({ state: 'review' });
    expect(await grants()).to.deep.equal([]);
    expect(await mandate()).to.include({ wanted: false, state: 'stopped', payerId: 66n });
    expect(stars.subscriptions(eve)[0]!.canceled).to.equal(true);
  });

  it('of somebody else by the same link, as the list tells it days later, moves nothing of hers', async () => {
    await buy();
    const { paidUntil } = await mandate();
    const [{ id, amount }] = (await payments()) as [Payment];
    const until10DaysLater = new Date(paidUntil.getTime() + 10 * dayMs);
    const repeat = { mandateId: null, term: starsTerm, paidUntil: until10DaysLater };
    const paid = { externalId: 'eves', claim: 'succeeded', amount, ours: true, repeatable: true } as const;
    const how = { source: 'test', now: new Date() };
    await stars
      .db()
      .transaction((trx) => settlePayment(stars.db(), trx, id, { ...paid, payer: 66n, repeat }, how));
    expect((await payments()).map(({ state }) => state)).to.deep.equal(['succeeded', 'review']);
    expect((await stars.mandates())[0]).to.deep.include({ wanted: true, paidUntil });
    expect(await stars.orders()).to.have.length(1);
  });

  it('goes on where its payer took it up before the answer that it may had come', async () => {
    await buy();
    await stars.switch('off');
    const { id, paymentId } = await mandate();
    const { db } = stars.chat.scope();
    await db.transaction((trx) => db.mandates.want(trx, id));
    const fault = { method: 'editUserStarSubscription', kind: 'slow', times: 1, ms: 1_500 } as const;
    stars.chat.telegram().addFault(fault);
    const steering = perform(steerMandate, id, stars.chat.scope());
    await until(async () => (await mandate()).turn !== null);
    const active = {
      user: { id: stars.anna().id, is_bot: false, first_name: 'A' },
      invoice_payload: String(paymentId),
      state: 'active',
    };
    await stars.chat.handle({ update_id: 900_000_000, subscription: active });
    await stars.chat.work();
    expect(await mandate())
      .to.include({ state: 'on' })
      .and.to.have.property('turn')
      .that.is.a('string');
    await steering;
    expect(await mandate()).to.include({ state: 'on', wanted: true, turn: null });
  });

  it('is asked for again after an answer was lost, by one at a time, and not where nothing is due', async () => {
    await buy();
    const { id } = await mandate();
    await perform(steerMandate, id, stars.chat.scope());
    expect(edits()).to.deep.equal([]);
    await stars
      .db()
      .mandates.query()
      .patch({ wanted: false } as object);
    stars.chat.telegram().addFault({ method: 'editUserStarSubscription', kind: 'lost', times: 1 });
    expect(await failure(perform(steerMandate, id, stars.chat.scope()))).to.be.instanceOf(Error);
    expect(await mandate()).to.include({ state: 'on' });
    await stars
      .db()
      .mandates.query()
      .patch({ turn: null, turnUntil: null } as object);
    await perform(steerMandate, id, stars.chat.scope());
    expect(await mandate()).to.include({ state: 'stopped', turn: null });
  });
});

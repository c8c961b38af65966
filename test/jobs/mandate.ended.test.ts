import { expect } from 'chai';
import { cancelRefund } from '../../src/effects/cancel-refund.js';
import { requestRefund } from '../../src/effects/request-refund.js';
import { usePlatega } from '../support/platega.js';
import { failure, rub } from '../support/shop.js';

describe('what Platega charges by itself', () => {
  const platega = usePlatega();
  const { begin, buy, agree, happens, tell, renew, mandate, mandates, payments, switchOff, expectMonths } =
    platega;
  const screen = async () => {
    await platega.anna().forge(`1:o:renewal:${(await platega.subscription()).id}`);
    return platega.anna().last();
  };
  const cancels = () =>
    platega.there().till.out.journal.filter(({ what }) => what.endsWith('/cancel')).length;

  it('is stopped there by its person, and what was paid stays theirs', async () => {
    await buy();
    expect((await screen()).text)
      .to.include('Автопродление включено')
      .and.include('199 ₽ каждый месяц');
    await platega.anna().tap('Выключить автопродление');
    await platega.anna().tap('Да, выключить');
    await platega.chat.work();
    expect(platega.agreement().data).to.include({ phase: 'cancelled', nextMs: null });
    expect(await mandate()).to.include({ wanted: false, state: 'stopped' });
    expect(platega.anna().last().text).to.include('Больше ничего не спишется');
    expect(platega.anna().labels().join()).not.to.include('Вернуть');
    await tell('SUBSCRIPTION_CANCELLED', platega.agreement());
    expect(cancels()).to.equal(1);
    await expectMonths(1);
    await platega.soundBooks();
  });

  it('is ended there by its payer, who hears from us, and can renew it otherwise', async () => {
    await buy();
    happens('cancel');
    await tell('SUBSCRIPTION_CANCELLED', platega.agreement());
    expect(await mandate()).to.include({ wanted: false, state: 'stopped' });
    expect(platega.anna().last().text).to.include('Автопродление выключено');
    await platega.anna().tap('Другой способ продления');
    expect(cancels()).to.equal(0);
    await begin();
    expect(platega.there().subscriptions.all()).to.have.length(2);
    await tell('CONFIRMED', agree());
    expect((await mandates()).map(({ wanted }) => wanted)).to.deep.equal([false, true]);
    await expectMonths(2);
  });

  it('is told when it could not charge, extends nothing, and goes on where its payer is charged all the same', async () => {
    await buy();
    const failed = happens('fail');
    await tell('CANCELED', failed);
    await tell('SUBSCRIPTION_PAST_DUE', platega.agreement());
    expect(await mandate()).to.include({ state: 'failed', wanted: true });
    expect(platega.anna().last().text)
      .to.include('Продлить не получилось')
      .and.include('больше пробовать не будет');
    expect(await payments()).to.have.length(1);
    await expectMonths(1);
    await renew();
    expect(await mandate()).to.include({ state: 'on', wanted: true });
    await expectMonths(2);
  });

  it('gives way to one that is begun anew after it could not charge', async () => {
    await buy();
    const [first] = platega.there().subscriptions.all();
    await tell('CANCELED', happens('fail'));
    await begin();
    await tell('CONFIRMED', agree());
    expect((await mandates()).map(({ wanted, state }) => `${wanted} ${state}`)).to.deep.equal([
      'false stopped',
      'true on',
    ]);
    expect(platega.there().subscriptions.find(first!.id).data.phase).to.equal('cancelled');
    await expectMonths(2);
  });

  it('comes in all the same after it was stopped, is credited, and is stopped again', async () => {
    await buy();
    await switchOff();
    const { id, data } = platega.agreement();
    platega.there().till.change(id, { data: { ...data, phase: 'active' } });
    await renew();
    await expectMonths(2);
    expect(await mandate()).to.include({ wanted: false, state: 'stopped' });
    expect(cancels()).to.equal(2);
  });

  it('is stopped with a refund of any of its charges, which Platega gives back whole', async () => {
    await buy();
    await renew();
    const { id: paymentId } = (await payments()).at(-1)!;
    const request = { paymentId, takesGrant: true, toBalance: false, actor: 'cli', reason: 'asked' };
    await platega.db().transaction((trx) => requestRefund(platega.db(), trx, request));
    await platega.chat.work();
    expect((await payments()).at(-1)).to.include({ state: 'refunded' });
    expect(platega.agreement().data.phase).to.equal('cancelled');
    await expectMonths(1);
    await platega.soundBooks();
  });

  it('is stopped as soon as a refund of all of a charge is asked for, though its support decides that in weeks', async () => {
    await buy();
    await renew();
    await platega.chat.world().control('PUT', '/platega/manners', { refunds: 'manual' });
    const { id: paymentId } = (await payments()).at(-1)!;
    const db = platega.db();
    const request = { paymentId, takesGrant: true, toBalance: false, actor: 'cli', reason: 'asked' };
    const { id: refundId } = await db.transaction((trx) => requestRefund(db, trx, request));
    expect(await failure(platega.chat.work())).to.include({ code: 'platega.manual_refund' });
    await db.knex('outbox').where({ job: 'refund.issue' }).update({ doneAt: new Date() }); // a dead letter
    await platega.chat.work();
    expect((await payments()).at(-1)).to.include({ state: 'succeeded' });
    expect(await db.refunds.query().findById(refundId)).to.include({ state: 'created' });
    expect(await mandate()).to.include({ wanted: false, state: 'stopped' });
    expect(platega.agreement().data.phase).to.equal('cancelled');

    const cancellation = { refundId, actor: 'cli', reason: 'its support says no' };
    await db.transaction((trx) => cancelRefund(db, trx, cancellation));
    await platega.chat.work();
    expect(await mandate()).to.include({ wanted: false, state: 'stopped' });
    await expectMonths(2);
    await platega.soundBooks();
  });

  it('goes on while a part of a charge goes back', async () => {
    await buy();
    const { id: paymentId } = (await payments()).at(-1)!;
    const db = platega.db();
    const part = { paymentId, amount: rub(50_00n), takesGrant: true, toBalance: true };
    await db.transaction((trx) => requestRefund(db, trx, { ...part, actor: 'cli', reason: 'asked' }));
    await platega.chat.work();
    expect((await payments()).at(-1)).to.include({ state: 'refunded_in_part' });
    expect(await mandate()).to.include({ wanted: true, state: 'on' });
  });

  it('and that the payer’s bank takes back ends it, under its own name or while it has none', async () => {
    await buy();
    const second = happens('charge');
    await tell('SUBSCRIPTION_ACTIVATED', platega.agreement());
    expect((await payments()).at(-1)).to.include({ externalId: `${platega.agreement().id}#2` });
    platega.there().till.refund(second.id, second.minor);
    await tell('CHARGEBACKED', platega.there().till.find(second.id));
    expect((await payments()).at(-1)).to.include({ externalId: second.id, state: 'refunded' });
    expect(await mandate()).to.include({ wanted: false, state: 'stopped' });
    expect(platega.agreement().data.phase).to.equal('cancelled');
    await expectMonths(1);
  });

  it('is stopped also where a charge is heard of when the payer’s bank has taken it back', async () => {
    await buy();
    const second = happens('charge');
    platega.there().till.refund(second.id, second.minor);
    await tell('CHARGEBACKED', platega.there().till.find(second.id));
    expect(await mandate()).to.include({ wanted: false, state: 'stopped' });
    expect(platega.agreement().data.phase).to.equal('cancelled');
  });
});

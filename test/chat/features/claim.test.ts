import { expect } from 'chai';
import { dayMs } from '../../../src/domain/term.js';
import pruneHistory from '../../../src/jobs/history.prune.js';
import reconcilePayment from '../../../src/jobs/payment.reconcile.js';
import { useChat } from '../../support/chatting.js';
import { becameOf } from '../../support/deliver.js';
import { perform } from '../../support/perform.js';
import { charge, storeTold, told } from '../../support/tribute.js';
import { anna, memberUpdate, messageUpdate } from '../../support/updates.js';

const until = new Date(Date.now() + 30 * dayMs);
const bought = { purchase_id: 5, product_id: 77, amount: 250_00, currency: 'rub', telegram_user_id: anna };
const waits = { state: 'ignored', reason: 'its person has not come to us yet' };

describe('whoever paid before they came to us', () => {
  const chat = useChat();
  const { db, scope, handle, work } = chat;
  const grants = () => db().grants.query();
  const waiting = () => db().knex('unclaimed_payments');

  it('gets it with their first /start, once, and is told', async () => {
    expect(await told(scope(), 'new_subscription', charge(until))).to.deep.equal(waits);
    expect(await db().orders.query()).to.deep.equal([]);

    const person = chat.meet(anna);
    await person.say('/start');
    await work();

    expect(await grants()).to.have.length(1);
    const user = await person.row();
    const subscription = await db().subscriptions.first(db().knex, user.id);
    expect(subscription?.paidUntil?.getTime()).to.be.at.least(until.getTime());
    expect(await waiting()).to.deep.equal([]);
    expect(await db().knex('messages').pluck('reason')).to.include('paid:1');

    await person.say('/start');
    await work();
    expect(await grants()).to.have.length(1);
  });

  it('reads that Tribute renews it, and that we charge nothing', async () => {
    await told(scope(), 'new_subscription', charge(until));
    const person = chat.meet(anna);
    await person.say('/start');
    await work();
    const { id } = (await db().subscriptions.first(db().knex, (await person.row()).id))!;
    await person.forge(`1:o:renewal:${id}`);
    expect(person.last().text).to.match(/^Автопродление\n\nЭту подписку продлевает .*Tribute.*: мы ничего/);
    expect(person.labels()).to.deep.equal(['← Назад']);
    await person.tap('Назад');
    expect(person.labels().join()).to.include('Автопродление: включено');
  });

  it('gets all of it, however they begin', async () => {
    await told(scope(), 'new_subscription', charge(until));
    await told(scope(), 'renewed_subscription', charge(new Date(until.getTime() + 30 * dayMs)));
    await told(scope(), 'new_digital_product', bought);
    expect(await waiting()).to.have.length(3);

    await handle(memberUpdate(1, 'member'));
    await work();

    expect(await db().orders.query().where({ state: 'paid' })).to.have.length(3);
    expect(await waiting()).to.deep.equal([]);
  });

  it('is not taken for somebody else', async () => {
    await told(scope(), 'new_subscription', charge(until));
    await chat.meet(77).say('/start');
    await work();
    expect(await grants()).to.deep.equal([]);
    expect(await waiting()).to.have.length(1);
  });

  it('is waited for once, however often their payment is told', async () => {
    for (const name of ['new_subscription', 'new_subscription', 'renewed_subscription'])
      expect(await told(scope(), name, charge(until))).to.deep.equal(waits);
    await chat.meet(anna).say('/start');
    await work();
    expect(await grants()).to.have.length(1);
    expect(await db().knex('inbox_events').pluck('state')).to.deep.equal(['applied', 'applied']);
  });

  it('is waited for longer than a month, with the whole event', async () => {
    await told(scope(), 'new_subscription', charge(until));
    await db()
      .knex('inbox_events')
      .update({ receivedAt: db().knex.raw("now() - interval '40 days'") });
    await perform(pruneHistory, 'slot', { db: db() });

    await chat.meet(anna).say('/start');
    await work();
    expect(await grants()).to.have.length(1);
  });

  it('gets nothing when the money went back before', async () => {
    await told(scope(), 'new_digital_product', bought);
    expect(await told(scope(), 'digital_product_refunded', bought)).to.include({ state: 'applied' });
    expect(await waiting()).to.deep.equal([]);

    await chat.meet(anna).say('/start');
    await work();
    expect(await grants()).to.deep.equal([]);
    expect(await db().knex('inbox_events').orderBy('id').first('state', 'reason')).to.deep.equal({
      state: 'ignored',
      reason: 'its money went back before its person came',
    });
  });

  for (const round of [1, 2, 3, 4, 5]) {
    it(`gets it when they come in the same moment as their payment (${round})`, async () => {
      const event = await storeTold(db(), scope().payments, 'new_subscription', charge(until));
      chat.meet(anna);
      await Promise.all([handle(messageUpdate(1, '/start')), perform(reconcilePayment, event, scope())]);
      await work();

      expect(await becameOf(db(), event)).to.deep.equal({ state: 'applied', reason: null });
      expect(await grants()).to.have.length(1);
    });
  }
});

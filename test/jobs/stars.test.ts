import { expect } from 'chai';
import openPayment from '../../src/jobs/payment.open.js';
import starsMatch from '../../src/jobs/stars.match.js';
import { perform } from '../support/perform.js';
import { failure } from '../support/shop.js';
import { useStars } from '../support/stars.js';

describe('paying with Stars', () => {
  const stars = useStars();

  it('gives what was paid, once, and its person access', async () => {
    expect(await stars.row()).to.include({ state: 'pending', externalId: null });
    expect(await stars.pay()).to.deep.equal({ paid: true, error: null });
    await stars.hears();

    const { externalId } = await stars.row();
    expect(externalId).to.match(/^stx/);
    expect(await stars.state()).to.equal('succeeded');
    expect(await stars.inbox()).to.deep.equal([
      { eventId: `paid:${externalId}`, state: 'applied', reason: null },
    ]);
    expect(await stars.grants()).to.have.length(1);
    expect(await stars.sales()).to.equal(100n);
    expect(stars.anna().last().text).to.match(/готов|Готово|подключ/i);
    await stars.soundBooks();
  });

  it('counts an update that comes twice once, also under another update’s id', async () => {
    await stars.pay();
    const [update] = await stars.chat.fetchUpdates();
    const again = { ...update!, update_id: update!.update_id + 1_000 };
    await Promise.all([update!, update!, again].map((each) => stars.chat.handle(each)));
    await stars.chat.work();

    expect(await stars.inbox()).to.have.length(1);
    expect(await stars.grants()).to.have.length(1);
    expect(await stars.sales()).to.equal(100n);
  });

  it('keeps neither receipt nor mark when the transaction of its update fails', async () => {
    await stars.pay();
    const [update] = await stars.chat.fetchUpdates();
    await stars.db().knex.raw(`alter table outbox add constraint no_such check (job <> 'payment.reconcile')`);
    try {
      expect(await failure(stars.chat.handle(update!))).to.be.instanceOf(Error);
    } finally {
      await stars.db().knex.raw('alter table outbox drop constraint no_such');
    }
    expect(await stars.inbox()).to.deep.equal([]);

    await stars.chat.handle(update!);
    await stars.chat.work();
    expect(await stars.state()).to.equal('succeeded');
  });

  it('refuses a forwarded link before money moves', async () => {
    const eve = stars.chat.meet(66, { first_name: 'Eve', language_code: 'en' });
    await eve.say('/start');
    const { paid, error } = await stars.pay(eve);
    expect(paid).to.equal(false);
    expect(error).to.include('no longer valid');
    expect(stars.chat.telegram().snapshot().stars.charges).to.deep.equal([]);
  });

  it('puts what another person paid all the same into review, and gives it back to them', async () => {
    const eve = stars.chat.meet(66, { first_name: 'Eve', language_code: 'en' });
    await eve.say('/start');
    await stars.pay(eve, 'lets everybody');
    await stars.hears();
    expect(await stars.state()).to.equal('review');
    expect(await stars.reason()).to.equal('it was paid by another person');
    expect(await stars.grants()).to.have.length(0);
    expect(await stars.sales()).to.equal(0n);

    await stars.refund();
    expect(await stars.state()).to.equal('refunded');
    const [call] = stars.chat.telegram().journal('refundStarPayment');
    expect(call?.params['user_id']).to.equal(66);
    await stars.soundBooks();
  });

  it('puts another amount into review', async () => {
    await stars.pay();
    await stars.hearsAltered({ total_amount: 1 });
    expect(await stars.state()).to.equal('review');
    expect(await stars.reason()).to.equal('asked 100 XTR, paid 1 XTR');
  });

  it('gives Stars back once, and takes the access with them; Telegram’s word of it is no second refund', async () => {
    await stars.pay();
    await stars.hears();
    await stars.refund();
    expect(await stars.state()).to.equal('refunded');
    expect(stars.chat.telegram().journal('refundStarPayment')).to.have.length(1);

    await stars.hears();
    expect((await stars.inbox()).map((event) => event.state)).to.deep.equal(['applied', 'applied']);
    expect((await stars.db().refunds.query()).map((each) => each.state)).to.deep.equal(['succeeded']);
    expect(await stars.sales()).to.equal(0n);
    expect((await stars.chat.shop().subscription((await stars.anna().row()).id)).paidUntil).to.equal(null);
    await stars.soundBooks();
  });

  it('books a refund that was made elsewhere, and its chat is not taken for somebody who wrote', async () => {
    await stars.pay();
    await stars.hears();
    const before = await stars.anna().row();
    const { externalId } = await stars.row();
    await stars.chat.scope().telegram.api.refundStarPayment(stars.anna().id, externalId!);
    await stars.hears();

    expect(await stars.state()).to.equal('refunded');
    expect(await stars.anna().row()).to.include({ languageGuess: 'ru', firstName: before.firstName });
    expect(await stars.db().users.query()).to.have.length(1);
  });

  it('counts what is told as a term of a subscription that we never asked for, and keeps nothing of it', async () => {
    await stars.pay();
    await stars.hearsAltered({ is_recurring: true, subscription_expiration_date: 1_900_000_000 });
    expect(await stars.state()).to.equal('succeeded');
    expect(await stars.db().mandates.query()).to.deep.equal([]);
    await stars.soundBooks();
  });

  it('loses nothing of a link that was paid twice at once: the second payment is on the balance', async () => {
    await stars.pay();
    const [receipt] = await stars.chat.fetchUpdates();
    await stars.pay(stars.anna(), 'lets everybody');
    await stars.chat.handle(receipt!);
    await stars.hears();

    const payments = await stars.db().payments.query().orderBy('id');
    expect(payments.map(({ state }) => state)).to.deep.equal(['succeeded', 'succeeded']);
    expect(new Set(payments.map(({ externalId }) => externalId)).size).to.equal(2);
    expect(await stars.grants()).to.have.length(1);
    expect(await stars.sales()).to.equal(100n);
    const { id } = await stars.anna().row();
    expect(await stars.db().ledger.balance(`user:${id}`, 'XTR')).to.equal(100n);
    expect((await stars.inbox()).map(({ state }) => state)).to.deep.equal(['applied', 'applied']);

    await perform(starsMatch, 'tick', stars.chat.scope());
    expect(await stars.db().payments.query()).to.have.length(2);
    expect(await stars.db().ledger.balance(`user:${id}`, 'XTR')).to.equal(100n);
    await stars.soundBooks();
  });

  it('makes another link when the answer with the first was lost, for both are one payment', async () => {
    const other = await stars.attempt(await stars.chat.shop().person(77n));
    stars.chat.telegram().addFault({ method: 'createInvoiceLink', kind: 'lost', times: 1 });
    const open = () => perform(openPayment, other.id, stars.chat.scope());
    expect(await failure(open())).to.be.instanceOf(Error);
    await stars
      .db()
      .knex('payments')
      .update({ turnUntil: new Date(Date.now() - 1) });
    await open();
    expect(await stars.db().payments.query().findById(other.id)).to.include({
      state: 'pending',
      externalId: null,
    });
  });
});

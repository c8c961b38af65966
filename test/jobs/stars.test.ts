import { expect } from 'chai';
import type { Payment } from '../../src/db/models/payment.js';
import { money } from '../../src/domain/money.js';
import { requestRefund } from '../../src/effects/request-refund.js';
import precheckoutAnswer from '../../src/jobs/precheckout.answer.js';
import openPayment from '../../src/jobs/payment.open.js';
import starsMatch from '../../src/jobs/stars.match.js';
import { useChat, type Somebody } from '../support/chatting.js';
import { perform } from '../support/perform.js';

const price = money(100n, 'XTR');

describe('paying with Stars', () => {
  const chat = useChat();
  let anna: Somebody;
  let payment: Payment;

  const db = () => chat.db();
  const order = async (userId: bigint) => {
    const { id: planVersionId } = await chat.shop().offer(1);
    return db().transaction((trx) =>
      db().orders.findOrOpen(trx, { userId, subscriptionId: null, kind: 'buy', planVersionId, price }),
    );
  };
  beforeEach(async () => {
    anna = chat.meet();
    await anna.say('/start');
    payment = await chat.shop().attempt(await order((await anna.row()).id), 'stars');
    await perform(openPayment, payment.id, chat.scope());
  });

  const row = () => db().payments.query().findById(payment.id).throwIfNotFound();
  const state = () => chat.shop().stateOf(payment);
  const grants = () => db().knex('grants').where({ source: 'order' });
  const inbox = () => db().knex('inbox_events').orderBy('id').select('eventId', 'state', 'reason');
  const reasons = () => db().knex('payment_events').orderBy('id').pluck('reason');
  const sum = () => chat.shop().sum('sales');
  /** Somebody pays by the link, asked for by the job or let through by a bot that asks nobody. */
  const pay = async (by = anna, asks: 'asks' | 'lets everybody' = 'asks') => {
    const paying = chat.telegram().payInvoice(by.id, (await row()).payUrl!);
    const [update] = await chat.fetchUpdates();
    const { id, from, currency, total_amount, invoice_payload } = update!.pre_checkout_query!;
    if (asks === 'asks')
      await perform(precheckoutAnswer, id, chat.scope(), {
        fromId: from.id,
        currency,
        totalAmount: total_amount,
        payload: invoice_payload,
        receivedAt: Date.now(),
      });
    else await chat.scope().telegram.answerPreCheckout(id, null);
    return paying;
  };
  const match = () => perform(starsMatch, 'tick', chat.scope());
  const refund = async () => {
    const request = {
      paymentId: payment.id,
      takesGrant: true,
      toBalance: false,
      actor: 'cli',
      reason: 'asked',
    };
    await db().transaction((trx) => requestRefund(db(), trx, request));
    await chat.work();
  };
  const soundBooks = async () => expect(await db().ledger.audit()).to.deep.equal([]);

  it('gives what was paid, once, and its person access', async () => {
    expect(await row()).to.include({ state: 'pending', externalId: null });
    expect(await pay()).to.deep.equal({ paid: true, error: null });
    await chat.answer();
    await chat.work();

    const { externalId } = await row();
    expect(externalId).to.match(/^stx/);
    expect(await state()).to.equal('succeeded');
    expect(await inbox()).to.deep.equal([{ eventId: `paid:${externalId}`, state: 'applied', reason: null }]);
    expect(await grants()).to.have.length(1);
    expect(await sum()).to.equal(100n);
    expect(anna.last().text).to.match(/готов|Готово|подключ/i);
    await soundBooks();
  });

  it('counts an update that comes twice once, also under another update’s id', async () => {
    await pay();
    const [update] = await chat.fetchUpdates();
    const again = { ...update!, update_id: update!.update_id + 1_000 };
    await Promise.all([update!, update!, again].map((each) => chat.handle(each)));
    await chat.work();

    expect(await inbox()).to.have.length(1);
    expect(await grants()).to.have.length(1);
    expect(await sum()).to.equal(100n);
  });

  it('keeps neither receipt nor mark when the transaction of its update fails', async () => {
    await pay();
    const [update] = await chat.fetchUpdates();
    await db().knex.raw(`alter table outbox add constraint no_such check (job <> 'payment.reconcile')`);
    try {
      let failed = false;
      await chat.handle(update!).catch(() => (failed = true));
      expect(failed).to.equal(true);
    } finally {
      await db().knex.raw('alter table outbox drop constraint no_such');
    }
    expect(await inbox()).to.deep.equal([]);

    await chat.handle(update!);
    await chat.work();
    expect(await state()).to.equal('succeeded');
  });

  it('refuses a forwarded link before money moves', async () => {
    const eve = chat.meet(66, { first_name: 'Eve', language_code: 'en' });
    await eve.say('/start');
    const { paid, error } = await pay(eve);
    expect(paid).to.equal(false);
    expect(error).to.include('no longer valid');
    expect(chat.telegram().snapshot().stars.charges).to.deep.equal([]);
  });

  it('puts what another person paid all the same into review, and gives it back to them', async () => {
    const eve = chat.meet(66, { first_name: 'Eve', language_code: 'en' });
    await eve.say('/start');
    await pay(eve, 'lets everybody');
    await chat.answer();
    await chat.work();
    expect(await state()).to.equal('review');
    expect((await reasons()).at(-1)).to.equal('it was paid by another person');
    expect(await grants()).to.have.length(0);
    expect(await sum()).to.equal(0n);

    await refund();
    expect(await state()).to.equal('refunded');
    const [call] = chat.telegram().journal('refundStarPayment');
    expect(call?.params['user_id']).to.equal(66);
    await soundBooks();
  });

  it('puts another amount into review', async () => {
    await pay();
    const [update] = await chat.fetchUpdates();
    const paid = { ...update!.message!.successful_payment!, total_amount: 1 };
    await chat.handle({ ...update!, message: { ...update!.message!, successful_payment: paid } } as never);
    await chat.work();
    expect(await state()).to.equal('review');
    expect((await reasons()).at(-1)).to.equal('asked 100 XTR, paid 1 XTR');
  });

  it('gives Stars back once, and takes the access with them; Telegram’s word of it is no second refund', async () => {
    await pay();
    await chat.answer();
    await chat.work();
    await refund();
    expect(await state()).to.equal('refunded');
    expect(chat.telegram().journal('refundStarPayment')).to.have.length(1);

    await chat.answer();
    await chat.work();
    expect((await inbox()).map((event) => event.state)).to.deep.equal(['applied', 'applied']);
    expect((await db().refunds.query()).map((each) => each.state)).to.deep.equal(['succeeded']);
    expect(await sum()).to.equal(0n);
    expect((await chat.shop().subscription((await anna.row()).id)).paidUntil).to.equal(null);
    await soundBooks();
  });

  it('books a refund that was made elsewhere, and its chat is not taken for somebody who wrote', async () => {
    await pay();
    await chat.answer();
    await chat.work();
    const before = await anna.row();
    const { externalId } = await row();
    await chat.scope().telegram.api.refundStarPayment(anna.id, externalId!);
    await chat.answer();
    await chat.work();

    expect(await state()).to.equal('refunded');
    expect(await anna.row()).to.include({ languageGuess: 'ru', firstName: before.firstName });
    expect(await db().users.query()).to.have.length(1);
  });

  it('stores a subscription’s later term and ignores it, with the reason', async () => {
    await pay();
    const [update] = await chat.fetchUpdates();
    const paid = { ...update!.message!.successful_payment!, is_recurring: true };
    await chat.handle({ ...update!, message: { ...update!.message!, successful_payment: paid } } as never);
    await chat.work();
    expect(await inbox()).to.deep.include.members([
      {
        eventId: `paid:${paid.telegram_payment_charge_id}`,
        state: 'ignored',
        reason: 'nothing of ours: a renewal of a subscription',
      },
    ]);
    expect(await state()).to.equal('pending');
  });

  describe('whose update was lost', () => {
    beforeEach(async () => {
      await pay();
      await chat.fetchUpdates();
    });

    it('is found in the list of transactions, once', async () => {
      await match();
      await match();
      expect(await state()).to.equal('succeeded');
      expect(await grants()).to.have.length(1);
      expect(await sum()).to.equal(100n);
      const event = await db().knex('payment_events').orderBy('id', 'desc').first<{ source: string }>();
      expect(event.source).to.equal('stars.match');
      await soundBooks();
    });

    it('and its refund’s too: both are found', async () => {
      const [charge] = chat.telegram().snapshot().stars.charges;
      await chat.scope().telegram.api.refundStarPayment(anna.id, charge!.id);
      await chat.fetchUpdates();
      await match();
      expect(await state()).to.equal('refunded');
      await soundBooks();
    });

    it('is looked for again where the last look failed, and not in what was seen', async () => {
      chat.telegram().addFault({ method: 'getStarTransactions', kind: '500', times: 1 });
      let failed = false;
      await match().catch(() => (failed = true));
      expect(failed).to.equal(true);
      expect(await db().settings.get('stars.match')).to.equal(undefined);
      await match();
      expect(await state()).to.equal('succeeded');

      const later = () => new Date(Date.now() + 3_600_000);
      await perform(starsMatch, 'tick', { ...chat.scope(), now: later });
      const before = chat.telegram().journal('getStarTransactions').length;
      await perform(starsMatch, 'tick', { ...chat.scope(), now: later });
      const pages = chat.telegram().journal('getStarTransactions').slice(before);
      expect(
        pages.flatMap(({ result }) => (result as { transactions: object[] }).transactions),
      ).to.have.length(2);
    });
  });

  it('makes another link when the answer with the first was lost, for both are one payment', async () => {
    const other = await chat.shop().attempt(await order(await chat.shop().person(77n)), 'stars');
    chat.telegram().addFault({ method: 'createInvoiceLink', kind: 'lost', times: 1 });
    const open = () => perform(openPayment, other.id, chat.scope());
    let failed = false;
    await open().catch(() => (failed = true));
    expect(failed).to.equal(true);
    await db()
      .knex('payments')
      .update({ turnUntil: new Date(Date.now() - 1) });
    await open();
    expect(await db().payments.query().findById(other.id)).to.include({ state: 'pending', externalId: null });
  });
});

import { expect } from 'chai';
import precheckoutAnswer from '../../src/jobs/precheckout.answer.js';
import type { JsonObject } from '../../src/queue/define-job.js';
import { useChat, type Somebody } from '../support/chatting.js';
import { perform } from '../support/perform.js';
import { money } from '../../src/domain/money.js';

describe('precheckout.answer', () => {
  const chat = useChat();
  let anna: Somebody;
  let asked: JsonObject & { receivedAt: number };
  const price = money(150n, 'XTR');

  beforeEach(async () => {
    anna = chat.meet();
    await anna.say('/start');
    const { id } = await anna.row();
    const plan = await chat.shop().offer(1);
    const starPlan = Object.assign(plan, { priceMinor: price.minor, currency: price.currency });
    const payment = await chat.shop().attempt(await chat.shop().order(id, starPlan), 'stars');
    asked = {
      fromId: 42,
      currency: 'XTR',
      totalAmount: 150,
      payload: String(payment.id),
      receivedAt: Date.now(),
    };
  });

  /** Asks, and answers what Telegram was told. */
  const ask = async (more: Partial<JsonObject> = {}): Promise<{ ok: unknown; error: unknown }> => {
    const told = async () => chat.telegram().journal('answerPreCheckoutQuery');
    const before = (await told()).length;
    await perform(precheckoutAnswer, '7777', chat.scope(), { ...asked, ...more });
    const call = (await told())[before]!;
    expect(call.params['pre_checkout_query_id']).to.equal('7777');
    return { ok: call.params['ok'], error: call.params['error_message'] ?? '' };
  };
  const refused = {
    ok: false,
    error: 'Этот счёт больше не действует. Откройте бота и начните заново, пожалуйста.',
  };

  it('lets an open order be paid by its person, exactly', async () => {
    expect(await ask()).to.deep.equal({ ok: true, error: '' });
  });

  it('refuses whoever is banned', async () => {
    await chat.db().users.query().patch({ bannedAt: new Date() });
    expect(await ask()).to.deep.equal(refused);
  });

  it('refuses another amount or currency', async () => {
    for (const more of [
      { totalAmount: 149 },
      { totalAmount: 151 },
      { totalAmount: 0 },
      { currency: 'RUB' },
    ]) {
      expect(await ask(more), JSON.stringify(more)).to.deep.equal(refused);
    }
  });

  it('refuses a payment that is another person’s, or nobody’s', async () => {
    await chat.meet(66, { first_name: 'Eve', language_code: 'en' }).say('/start');
    expect(await ask({ fromId: 66 })).to.deep.equal({
      ok: false,
      error: 'This invoice is no longer valid. Please open the bot and start again.',
    });
    expect(await ask({ fromId: 67 })).to.deep.equal(refused);
    for (const payload of ['2', '0', '', 'abc', '-1', '1;drop', '9'.repeat(40), '1.0']) {
      expect(await ask({ payload }), payload).to.deep.equal(refused);
    }
  });

  it('refuses an order that was given up or is paid', async () => {
    await chat.db().orders.query().patch({ state: 'canceled' });
    expect(await ask()).to.deep.equal(refused);
    await chat.db().orders.query().patch({ state: 'open' });
    expect(await ask()).to.deep.equal({ ok: true, error: '' });
    const payment = await chat.db().payments.query().first().throwIfNotFound();
    await chat.shop().see(payment, 'succeeded', { payer: 42n });
    expect(await ask()).to.deep.equal(refused);
  });

  it('refuses an attempt that is over, though its order is open: another has taken its place', async () => {
    for (const state of ['expired', 'canceled', 'failed', 'review', 'succeeded', 'refunded']) {
      await chat.db().knex('payments').update({ state });
      expect(await ask(), state).to.deep.equal(refused);
    }
    await chat
      .db()
      .knex('payments')
      .update({ state: 'pending', expiresAt: new Date(Date.now() - 1) });
    expect(await ask(), 'its time is over').to.deep.equal(refused);
    await chat
      .db()
      .knex('payments')
      .update({ expiresAt: new Date(Date.now() + 60_000) });
    expect(await ask()).to.deep.equal({ ok: true, error: '' });
  });

  it('refuses what is to be paid elsewhere', async () => {
    await chat.db().knex('payments').update({ provider: 'yookassa' });
    expect(await ask()).to.deep.equal(refused);
  });

  it('answers also what seems to be late: clocks differ, and a query that Telegram forgot breaks nothing', async () => {
    for (const seconds of [-3_600, 8, 9.5, 3_600])
      expect(await ask({ receivedAt: Date.now() - seconds * 1_000 })).to.deep.equal({ ok: true, error: '' });
  });

  it('changes nothing', async () => {
    await ask();
    await ask({ totalAmount: 1 });
    const [order] = await chat.db().orders.query();
    expect(order).to.include({ state: 'open', paidBy: null });
    expect(await chat.db().ledger.balance(`user:${(await anna.row()).id}`, 'XTR')).to.equal(0n);
    expect(await chat.db().knex('outbox')).to.deep.equal([]);
  });
});

import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { Registry } from 'prom-client';
import historyPrune from '../../src/jobs/history.prune.js';
import orderExpire from '../../src/jobs/order.expire.js';
import panelEvent from '../../src/jobs/panel.event.js';
import provision from '../../src/jobs/subscription.provision.js';
import refold from '../../src/jobs/subscription.refold.js';
import refresh from '../../src/jobs/subscription.refresh.js';
import { requestRefund } from '../../src/effects/request-refund.js';
import { watchPromises } from '../../src/observability/watch-promises.js';
import { promise } from '../../src/queue/promise.js';
import { useBuying } from '../support/buying.js';
import { recover } from '../support/recovery.js';
import { rub } from '../support/shop.js';
import { today } from '../support/day.js';

/** As many as an outage of the panel may leave behind, and how long one relay may take to find them all again. */
const owed = 10_000;
const foundWithinMs = 2_000;

describe('among a crowd, what follows by itself is by an index and about few rows:', function () {
  this.timeout(60_000);
  const { volume, chat, work, somebody, yookassa, told, buy, paymentOf, flow } = useBuying();

  for (const toBalance of [false, true]) {
    flow(`a refund ${toBalance ? 'to the balance' : 'to where it came from'}`, async () => {
      const anna = somebody();
      await buy(anna);
      const { db } = volume;
      const which = {
        paymentId: await paymentOf(anna),
        takesGrant: true,
        toBalance,
        actor: 'test',
        reason: 'test',
      };
      await db.transaction((trx) => requestRefund(db, trx, { ...which, amount: rub(50_00n) }));
      await work();
      await db.transaction((trx) => requestRefund(db, trx, which));
      await work();
      const { state } = await volume
        .own()
        .payments.query()
        .findById(String(which.paymentId))
        .throwIfNotFound();
      expect(state).to.equal('refunded');
    });
  }

  flow('a page of what ends, and a notice of it', async () => {
    const anna = somebody();
    await buy(anna);
    const { id: userId } = await anna.row();
    const { id, paidUntil } = await volume.own().subscriptions.query().findOne({ userId }).throwIfNotFound();
    const now = new Date(paidUntil!.getTime() - 3 * 86_400_000 + 60_000);
    const since = new Date(paidUntil!.getTime() - 3_600_000);
    await volume.db.subscriptions.ending(volume.db.knex, { end: since, id: 0n }, paidUntil!, 500);
    const notice = `${id}:before3:${paidUntil!.getTime()}`;
    await volume
      .jobs()
      .get('expiry.notice')!
      .run(notice, { ...chat.scope(), now: () => now }, {});
    await work();
    expect(anna.last().text).to.match(/^⏳ Подписка закончится/);
  });

  flow('a refund that was made in the cabinet', async () => {
    const anna = somebody();
    await buy(anna);
    const payment = yookassa().payments.at(-1)!;
    const made = await chat.world().control('POST', `/yookassa/payments/${payment.id}/refund`, {});
    await told('refund.succeeded', made as object);
    await work();
  });

  flow('what a panel tells, and what somebody wants to know of it', async () => {
    const anna = somebody();
    await buy(anna);
    const { id } = await anna.row();
    const [{ id: subscription }] = await volume
      .own()
      .knex('subscriptions')
      .where({ userId: String(id) });
    const account = [...chat.world().sandbox.remnawave.users.all()].at(-1)!;
    const timestamp = new Date().toISOString();
    const event = {
      scope: 'user',
      event: 'user.modified',
      timestamp,
      data: account,
    };
    const body = Buffer.from(JSON.stringify(event));
    await volume.db.inbox.receive({ provider: 'remnawave', eventId: randomUUID(), body }, panelEvent, 'test');
    await work();
    await anna.say('/connect');
    await anna.tap('Обновить');
    await work();
    for (const job of [refresh, refold, provision]) {
      await volume.db.transaction((trx) => promise(trx, job, subscription));
    }
    await work();
    const [{ openTicket }] = await volume.own().knex('subscriptions').where({ id: subscription });
    expect(await volume.db.subscriptions.behind(openTicket)).to.have.property('link');
  });

  flow('whether an invoice may be paid', async () => {
    const anna = somebody();
    await buy(anna);
    const payload = String(await paymentOf(anna));
    const asked = { fromId: anna.id, currency: 'RUB', totalAmount: 19_900, payload, receivedAt: Date.now() };
    await volume.jobs().get('precheckout.answer')!.run('1', chat.scope(), asked);
  });

  flow('somebody who blocks the bot', async () => {
    const anna = somebody();
    await anna.say('/start');
    chat.telegram().block(anna.id);
    await chat.answer();
  });

  flow('ticks', async () => {
    for (const job of [historyPrune, orderExpire]) {
      await volume.db.transaction((trx) => promise(trx, job, randomUUID(), {}, { once: true, lane: 2 }));
    }
    await work();
  });

  flow('the proof of the books', async () => {
    // Of one that nobody in the crowd has paid at: each payment that it does not know is asked for by itself.
    const later = { ...chat.scope(), now: () => new Date(Date.now() + 3_600_000) };
    for (const again of ['', ':again'])
      await volume.jobs().get('books.match')!.run(`stripe:${today()}${again}`, later, {});
    await volume.db.breaks.standing();
  });

  flow('the metrics', async () => {
    const registry = new Registry();
    const failures: unknown[] = [];
    watchPromises(registry, volume.db, (error) => void failures.push(error));
    expect(await registry.metrics()).to.contain('promise_oldest_open_seconds');
    expect(failures).to.deep.equal([]);
  });

  for (const lost of ['claimed', 'unsent', 'wiped'] as const) {
    flow(`the recovery of what was ${lost}`, async () => {
      expect((await recover(volume.db, lost, owed)).found).to.equal(owed);
      // The figure without the telling of plans, which takes longer than the work. The best of three: of a machine that
      // does something else beside it, a relay that is too slow is so each time.
      const times: number[] = [];
      while (times.length < 3 && !times.some((ms) => ms < foundWithinMs)) {
        const { found, ms, rounds } = await recover(volume.own(), lost, owed);
        expect(found).to.equal(owed);
        times.push(Math.round(ms));
        volume.say(`${found} promises that were ${lost} are found in ${Math.round(ms)} ms, ${rounds} rounds`);
      }
      expect(Math.min(...times), `milliseconds of ${times.join(', ')}`).to.be.below(foundWithinMs);
    });
  }
});

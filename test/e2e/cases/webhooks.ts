import { expect } from 'chai';
import { until } from '../../support/until.js';
import { boughtOnce, dealOf, newBuyer, nothingOwed, pay, tell } from '../support/buyer.js';
import { answersTo, mend } from '../support/faults.js';
import type { Shop } from '../support/shop.js';

const nothing = { paid: 0, grants: 0, ledger: 0, accounts: 0, successes: 0 };

/** They get lost, come twice, late and forged. */
export function webhooks(shop: Shop): void {
  const eventsOf = (payment: string) =>
    shop.db.knex('inbox_events').where('eventId', 'like', `${payment}:%`).select('state');
  const deliver = (how: object): Promise<unknown> => tell(shop, '/control/yookassa/webhooks', how);
  /** What would come by itself half a minute after the payment was opened. */
  async function pollNow(payment: string): Promise<void> {
    const { id } = await shop.db.knex('payments').where({ externalId: payment }).first<{ id: bigint }>();
    const moved = await shop.db
      .knex('outbox')
      .where({ key: `payment.poll:${id}` })
      .whereNull('doneAt')
      .update({ dueAt: new Date() });
    expect(moved, 'polls that are promised').to.equal(1);
  }

  describe('webhooks of payments', () => {
    afterEach(() => mend(shop));

    it('may get lost: the payment is found by asking for it', async () => {
      const buyer = await newBuyer(shop);
      const payment = await buyer.order();
      await deliver({ mode: 'lost' });
      await pay(shop, payment);
      await pollNow(payment);

      await boughtOnce(shop, buyer);
      expect(await eventsOf(payment)).to.deep.equal([]);
    });

    it('may come twenty times at once: each is acknowledged, and one counts', async () => {
      const buyer = await newBuyer(shop);
      const payment = await buyer.order();
      await deliver({ mode: 'duplicate', copies: 20 });
      await pay(shop, payment);

      await boughtOnce(shop, buyer);
      await until(async () => (await answersTo(shop, payment)).length === 20);
      expect(new Set(await answersTo(shop, payment))).to.deep.equal(new Set([200]));
      expect(await eventsOf(payment)).to.deep.equal([{ state: 'applied' }]);
      await until(async () => (await shop.log()).split(`"event":"payment.succeeded"`).length > 20);
    });

    it('may come late: what was found meanwhile is not found again', async () => {
      const buyer = await newBuyer(shop);
      const payment = await buyer.order();
      await deliver({ mode: 'lost' });
      await pay(shop, payment);
      await pollNow(payment);
      await boughtOnce(shop, buyer);
      expect(await eventsOf(payment), 'before the webhook').to.deep.equal([]);

      await deliver({ mode: 'normal' });
      shop.sandbox.yookassa.tellAgain(payment);
      await until(async () => (await answersTo(shop, payment)).includes(200), 20_000);
      await boughtOnce(shop, buyer);
      expect(await eventsOf(payment)).to.deep.equal([{ state: 'applied' }]);
    });

    it('may come for an invoice that the buyer gave up: what was paid is not lost', async () => {
      const buyer = await newBuyer(shop);
      const payment = await buyer.order();
      await buyer.tap(/Отменить/, await buyer.sees('the invoice', /Счёт на/));
      await buyer.sees('the plans again', /На какой срок/);
      await pay(shop, payment);

      await boughtOnce(shop, buyer);
    });

    it('may be forged: nothing changes, whatever it says and wherever it comes from', async () => {
      const buyer = await newBuyer(shop);
      const payment = await buyer.order();
      const forged = await tell(shop, '/control/yookassa/forge', JSON.parse(forge(payment, '1.00')));
      expect(forged).to.deep.equal({ status: 200 });
      const abroad = await fetch(`${shop.edgeUrl}/webhook/yookassa`, {
        method: 'POST',
        headers: { 'x-forwarded-for': '203.0.113.7' },
        body: forge(payment, '199.00'),
      });
      expect(abroad.status, 'from an address off the list').to.equal(401);

      await until(async () => (await eventsOf(payment)).every(({ state }) => state !== 'new'));
      await nothingOwed(shop);
      expect(await dealOf(shop, buyer)).to.deep.equal({ ...nothing, payments: ['pending'] });
    });

    it('may tell of another amount: a person looks at it, nothing is granted, and the buyer knows', async () => {
      const buyer = await newBuyer(shop);
      const payment = await buyer.order();
      await tell(shop, `/control/yookassa/payments/${payment}`, { amount: '1.00' }, 'PATCH');
      await pay(shop, payment);

      await buyer.sees('that a person looks at it', /должен проверить человек/);
      await nothingOwed(shop);
      expect(await dealOf(shop, buyer)).to.deep.equal({ ...nothing, payments: ['review'] });
      const { rows } = await shop.db.knex.raw<{ rows: unknown[] }>(
        `select reason from payment_events where to_state = 'review'`,
      );
      expect(rows).to.deep.equal([{ reason: 'asked 19900 RUB, paid 100 RUB' }]);
    });
  });
}

const forge = (payment: string, amount: string) =>
  JSON.stringify({
    type: 'notification',
    event: 'payment.succeeded',
    object: { id: payment, status: 'succeeded', paid: true, amount: { value: amount, currency: 'RUB' } },
  });

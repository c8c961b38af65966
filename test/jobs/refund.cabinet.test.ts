import { expect } from 'chai';
import type { Payment } from '../../src/db/models/payment.js';
import { money } from '../../src/domain/money.js';
import { settleRefund } from '../../src/effects/settle-refund.js';
import openPayment from '../../src/jobs/payment.open.js';
import { useDatabase } from '../support/database.js';
import { deliver } from '../support/deliver.js';
import { perform } from '../support/perform.js';
import { useRefunds } from '../support/refunds.js';
import { failure, rub } from '../support/shop.js';
import { useWorld } from '../support/world.js';

describe('a refund made in the cabinet of the provider', () => {
  const database = useDatabase();
  const world = useWorld();
  const {
    shop,
    scope,
    userId,
    purchase,
    topup,
    request,
    issue,
    back,
    rows,
    end,
    balance,
    spend,
    yookassa,
    soundBooks,
  } = useRefunds(database, world);
  const theirId = async ({ id }: Payment) => (await database.db.payments.query().findById(id))!.externalId!;
  const byHand = async (payment: Payment, value?: string) => {
    const path = `/payments/${await theirId(payment)}/refund`;
    const made = await yookassa(
      'POST',
      path,
      value === undefined ? undefined : { amount: { value, currency: 'RUB' } },
    );
    const { id } = made as { id: string };
    return { id, payment_id: await theirId(payment) };
  };

  it('is booked after what it goes back from, where nobody has told us yet that this came', async () => {
    const payment = await shop().attempt(await shop().order(userId()));
    await perform(openPayment, payment.id, scope());
    world().sandbox.yookassa.pay(await theirId(payment));
    await deliver(scope(), 'refund.succeeded', await byHand(payment, '76.00'));
    expect(await shop().stateOf(payment)).to.equal('refunded_in_part');
    expect(await rows()).to.have.length(1);
    expect((await rows())[0]).to.include({ state: 'succeeded', amountMinor: 76_00n });
    expect(await shop().sum('sales')).to.equal(123_00n);
    await soundBooks();
  });

  it('is booked and takes the access, once', async () => {
    const payment = await purchase();
    const refund = await byHand(payment);
    await Promise.all([1, 2, 3].map(() => deliver(scope(), 'refund.succeeded', refund)));

    expect([await shop().stateOf(payment), await end()]).to.deep.equal(['refunded', null]);
    const made = await rows();
    expect(made).to.have.length(1);
    expect(made[0]).to.include({ actor: 'provider:yookassa', state: 'succeeded', amountMinor: 199_00n });
    expect(await shop().sum('sales')).to.equal(0n);
  });

  it('of a part of what is disputed is booked, and the dispute goes on', async () => {
    const payment = await purchase();
    await database.db.knex('payments').update({ state: 'disputed' });
    await deliver(scope(), 'refund.succeeded', await byHand(payment, '50.00'));

    expect((await rows()).map(({ state }) => state)).to.deep.equal(['succeeded']);
    expect(await shop().stateOf(payment)).to.equal('disputed');
    expect(await shop().sum('sales')).to.equal(149_00n);

    await deliver(scope(), 'refund.succeeded', await byHand(payment));
    expect([await shop().stateOf(payment), await end()]).to.deep.equal(['refunded', null]);
    await soundBooks();
  });

  it('of a top-up that is spent takes what is left of it, and is left to a person', async () => {
    const payment = await topup();
    await spend(rub(1n));
    await deliver(scope(), 'refund.succeeded', await byHand(payment));
    expect((await rows()).map(({ state }) => state)).to.deep.equal(['review']);
    expect([await shop().stateOf(payment), await balance()]).to.deep.equal(['succeeded', 0n]);
    await soundBooks();
  });

  it('in another currency is left to a person', async () => {
    const payment = await purchase();
    const amount = money(2_00n, 'USD');
    const seen = { externalId: 'theirs', claim: 'succeeded', amount, reason: null } as const;
    await database.db.transaction((trx) =>
      settleRefund(database.db, trx, payment.id, seen, { source: 'test', now: new Date() }),
    );
    expect((await rows()).map(({ state }) => state)).to.deep.equal(['review']);
    expect([await shop().stateOf(payment), await shop().sum('sales')]).to.deep.equal(['succeeded', 199_00n]);
  });

  it('stands beside one of ours that is under way', async () => {
    const payment = await topup();
    const { id } = await request(payment);
    await deliver(scope(), 'refund.succeeded', await byHand(payment, '100.00'));
    expect((await rows()).map(({ state, amountMinor }) => [state, amountMinor])).to.deep.equal([
      ['created', 300_00n],
      ['succeeded', 100_00n],
    ]);

    expect(await failure(issue(id))).to.include({ code: 'upstream.rejected' });
    expect([await shop().stateOf(payment), await balance()]).to.deep.equal(['refunded_in_part', 200_00n]);
    expect(await shop().sum(`held:${payment.orderId}`)).to.equal(0n);
    await soundBooks();
  });

  it('of more than is left, the rest having gone to the balance, takes as much from there', async () => {
    const payment = await purchase();
    await back(payment, { amount: rub(150_00n), toBalance: true });
    await deliver(scope(), 'refund.succeeded', await byHand(payment, '100.00'));
    expect((await rows()).map(({ state }) => state)).to.deep.equal(['succeeded', 'succeeded']);
    expect([await shop().stateOf(payment), await balance()]).to.deep.equal(['refunded', 99_00n]);
    expect([await shop().sum('sales'), await end()]).to.deep.equal([0n, null]);
    await soundBooks();
  });

  it('of all of it, part by part after the balance got some, takes from there what each adds', async () => {
    const payment = await purchase();
    await back(payment, { amount: rub(150_00n), toBalance: true });
    await shop().give(userId(), rub(500_00n));
    for (const [value, left] of [
      ['100.00', 599_00n],
      ['99.00', 500_00n],
    ] as const) {
      await deliver(scope(), 'refund.succeeded', await byHand(payment, value));
      expect(await balance()).to.equal(left);
    }
    expect((await rows()).map(({ state }) => state)).to.deep.equal(['succeeded', 'succeeded', 'succeeded']);
    expect([await shop().stateOf(payment), await shop().sum('sales')]).to.deep.equal(['refunded', 0n]);
    await soundBooks();
  });

  it('of more than is left there or on the balance takes what is left, and is left to a person', async () => {
    const payment = await purchase();
    await back(payment, { amount: rub(150_00n), toBalance: true });
    await spend(rub(149_00n));
    await deliver(scope(), 'refund.succeeded', await byHand(payment, '100.00'));
    expect((await rows()).map(({ state }) => state)).to.deep.equal(['succeeded', 'review']);
    expect([await shop().stateOf(payment), await balance()]).to.deep.equal(['refunded_in_part', 0n]);
    await soundBooks();
  });

  it('that was only told, and is not there, changes nothing', async () => {
    const payment = await purchase();
    const forged = { id: '00000000-0000-0000-0000-000000000000', payment_id: await theirId(payment) };
    expect(await deliver(scope(), 'refund.succeeded', forged)).to.deep.equal({
      state: 'ignored',
      reason: 'the provider knows no such refund',
    });
    expect([await shop().stateOf(payment), await rows()]).to.deep.equal(['succeeded', []]);
  });

  it('is told from one of our own, of which the webhook tells as well', async () => {
    const payment = await purchase();
    await back(payment);
    const [refund] = await rows();
    await deliver(scope(), 'refund.succeeded', {
      id: refund!.externalId,
      payment_id: await theirId(payment),
    });
    expect(await rows()).to.have.length(1);
    expect(await shop().sum('sales')).to.equal(0n);
  });
});

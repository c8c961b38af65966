import { expect } from 'chai';
import type { Payment } from '../../src/db/models/payment.js';
import type { RefundRequest } from '../../src/effects/request-refund.js';
import { withdrawnDays } from '../../src/domain/withdrawal.js';
import { dayMs } from '../../src/domain/term.js';
import { promisedKeys, useDatabase } from '../support/database.js';
import { useRefunds } from '../support/refunds.js';
import { failure, monthPrice, rub } from '../support/shop.js';
import { useWorld } from '../support/world.js';

describe('a refund', () => {
  const database = useDatabase();
  const world = useWorld();
  const {
    shop,
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

  const refused = async (payment: Pick<Payment, 'id'>, more: Partial<RefundRequest> = {}) => {
    const error = await failure(request(payment, more));
    return error instanceof Error && 'code' in error ? error.code : error;
  };

  it('of all gives the money back where it came from, and takes the access', async () => {
    const payment = await purchase();
    const { id } = await request(payment);
    expect(await promisedKeys(database.db)).to.include(`refund.issue:${id}`);
    expect(await database.db.knex('audit_log').first()).to.include({
      actor: 'cli',
      action: 'refund.request',
    });
    expect(await end()).to.be.greaterThan(Date.now());
    await issue(id);
    await issue(id);

    expect(await shop().stateOf(payment)).to.equal('refunded');
    expect((await rows()).map(({ state }) => state)).to.deep.equal(['succeeded']);
    expect(await end()).to.equal(null);
    expect([await shop().sum('sales'), await shop().sum('provider:yookassa')]).to.deep.equal([0n, 0n]);
    expect(await shop().told()).to.include(`refund:${id}`);
    expect(world().sandbox.yookassa.payments[0]!.refunded_amount.value).to.equal('199.00');
    await soundBooks();
  });

  it('of a part takes no days for what was goodwill before', async () => {
    const payment = await purchase();
    const before = (await end())!;
    await back(payment, { amount: rub(50_00n), takesGrant: false });
    expect(await end()).to.equal(before);
    await back(payment, { amount: rub(50_00n) });
    const [grant] = await database.db.grants.query();
    const days = Math.floor((before - grant!.grantedAt.getTime()) / dayMs);
    const taken = withdrawnDays(days, monthPrice, rub(50_00n), 0);
    expect((await end())!).to.equal(before - taken * dayMs);
  });

  it('of a part takes days in proportion, and the rest takes all', async () => {
    const payment = await purchase();
    const before = (await end())!;
    const [grant] = await database.db.grants.query();
    const days = Math.floor((before - grant!.grantedAt.getTime()) / dayMs);
    await back(payment, { amount: rub(50_00n) });

    expect(await shop().stateOf(payment)).to.equal('refunded_in_part');
    expect(await end()).to.equal(before - withdrawnDays(days, monthPrice, rub(50_00n), 0) * dayMs);
    expect(await shop().sum('sales')).to.equal(149_00n);
    await back(payment);
    expect(await shop().stateOf(payment)).to.equal('refunded');
    expect([await end(), await shop().sum('sales')]).to.deep.equal([null, 0n]);
    expect((await rows()).map(({ amountMinor }) => amountMinor)).to.deep.equal([50_00n, 149_00n]);
  });

  it('out of goodwill takes no access', async () => {
    const payment = await purchase();
    const before = await end();
    await back(payment, { takesGrant: false });
    expect([await shop().stateOf(payment), await end()]).to.deep.equal(['refunded', before]);
  });

  it('to the balance asks nobody outside', async () => {
    await back(await purchase(), { toBalance: true });
    expect([await balance(), await end()]).to.deep.equal([199_00n, null]);
    expect(world().sandbox.yookassa.payments[0]!.refunded_amount.value).to.equal('0.00');
  });

  describe('is refused with the reason', () => {
    it('when nothing was paid, all went back, or there is no such payment', async () => {
      const payment = await purchase();
      expect(await refused({ id: 404n })).to.equal('payment.unknown');
      expect(await refused(await shop().attempt(await shop().order(userId())))).to.equal('refund.unpaid');
      await back(payment);
      expect(await refused(payment)).to.equal('refund.refunded');
    });

    it('when it is more than is left, nothing, or in another currency', async () => {
      const payment = await purchase();
      await back(payment, { amount: rub(100_00n) });
      expect(await refused(payment, { amount: rub(99_01n) })).to.equal('refund.amount');
      expect(await refused(payment, { amount: rub(0n) })).to.equal('refund.amount');
      expect(await refused(payment, { amount: { minor: 1n, currency: 'USD' } })).to.equal('refund.amount');
    });

    it('when it is to go to the balance and is there already', async () => {
      expect(await refused(await topup(), { toBalance: true })).to.equal('refund.to_balance');
      const order = await shop().order(userId());
      const [first, second] = [await shop().attempt(order), await shop().attempt(order, 'other')];
      await shop().see(first);
      await shop().see(second);
      expect(await refused(second, { toBalance: true })).to.equal('refund.to_balance');
      expect(await refused(first, { toBalance: true })).to.equal(undefined);
    });

    it('while another is under way: of ten at once, one is taken', async () => {
      const payment = await purchase();
      const errors = await Promise.all(Array.from({ length: 10 }, () => refused(payment)));
      expect(errors.filter((error) => error === undefined)).to.have.length(1);
      expect(errors.filter((error) => error === 'refund.under_way')).to.have.length(9);
    });
  });

  describe('of a top-up', () => {
    it('holds its money until the provider has it', async () => {
      const payment = await topup();
      const { id } = await request(payment);
      expect([await balance(), await shop().sum(`held:${payment.orderId}`)]).to.deep.equal([0n, 300_00n]);
      await issue(id);
      expect([
        await shop().sum(`held:${payment.orderId}`),
        await shop().sum('provider:yookassa'),
      ]).to.deep.equal([0n, 0n]);
      await soundBooks();
    });

    it('that is spent goes to review, and nobody is asked', async () => {
      const payment = await topup();
      await shop().give(userId(), rub(1n));
      await spend(rub(200_00n));
      const { id, state } = await request(payment);

      expect(state).to.equal('review');
      expect(await promisedKeys(database.db)).not.to.include(`refund.issue:${id}`);
      await issue(id);
      expect(await shop().stateOf(payment)).to.equal('succeeded');
      expect(await balance()).to.equal(100_01n);
    });

    it('is given back when the provider cancels it', async () => {
      await yookassa('POST', '/refunds', { outcome: 'canceled' });
      const payment = await topup();
      await back(payment);
      expect((await rows()).map(({ state }) => state)).to.deep.equal(['canceled']);
      expect([await balance(), await shop().stateOf(payment)]).to.deep.equal([300_00n, 'succeeded']);
      await soundBooks();
    });

    it('is given back when the provider refuses it, and may be asked for again', async () => {
      const payment = await topup();
      await yookassa('POST', '/faults', { match: 'POST /refunds', kind: '401' });
      const { id } = await request(payment);
      expect(await failure(issue(id))).to.include({ code: 'upstream.rejected' });
      expect([await shop().stateOf({ id }, 'refunds'), await balance()]).to.deep.equal(['canceled', 300_00n]);

      await back(payment);
      expect([await shop().stateOf(payment), await balance()]).to.deep.equal(['refunded', 0n]);
      await soundBooks();
    });
  });

  it('that takes a while is asked for until the provider has decided', async () => {
    await yookassa('POST', '/refunds', { outcome: 'pending' });
    const payment = await purchase();
    const { id } = await request(payment);
    await issue(id);
    expect([await shop().stateOf({ id }, 'refunds'), await shop().stateOf(payment)]).to.deep.equal([
      'pending',
      'succeeded',
    ]);
    const promises = await database.db
      .knex('outbox')
      .where({ key: `refund.issue:${id}` })
      .orderBy('id');
    expect(promises).to.have.length(2);
    expect(promises[1].dueAt.getTime()).to.be.closeTo(Date.now() + 600_000, 60_000);

    const [refund] = await rows();
    await yookassa('POST', `/refunds/${refund!.externalId}/succeed`);
    await issue(id);
    expect(await shop().stateOf(payment)).to.equal('refunded');
  });

  it('whose answer was lost is the same refund when it is asked for again', async () => {
    const payment = await purchase();
    await yookassa('POST', '/faults', { match: 'POST /refunds', kind: 'lost' });
    const { id } = await request(payment);
    expect(await failure(issue(id))).to.include({ code: 'upstream.failed' });
    await issue(id);

    expect(await shop().stateOf(payment)).to.equal('refunded');
    expect(world().sandbox.yookassa.payments[0]!.refunded_amount.value).to.equal('199.00');
    expect(await shop().sum('sales')).to.equal(0n);
  });
});

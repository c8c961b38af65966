import { expect } from 'chai';
import { pino } from 'pino';
import openPayment from '../../src/jobs/payment.open.js';
import reconcilePayment from '../../src/jobs/payment.reconcile.js';
import { useDatabase } from '../support/database.js';
import { becameOf, deliver, store } from '../support/deliver.js';
import { perform } from '../support/perform.js';
import { failure, openShop, type TestShop } from '../support/shop.js';
import { useWorld } from '../support/world.js';

const in121s = (): Date => new Date(Date.now() + 121_000);

describe('payment.reconcile', () => {
  const database = useDatabase();
  const world = useWorld();
  let shop: TestShop;
  let id: bigint;
  let externalId: string;

  const scope = () => ({ db: database.db, payments: world().payments });
  const yookassa = () => world().sandbox.yookassa;
  const state = () => shop.stateOf({ id });
  const grants = () => database.db.knex('grants');

  beforeEach(async () => {
    shop = await openShop(database.db);
    ({ id } = await shop.attempt(await shop.order(await shop.person())));
    await perform(openPayment, id, scope());
    externalId = yookassa().payments[0]!.id;
  });

  it('gives what was paid, and marks the event as applied', async () => {
    yookassa().pay(externalId);
    expect(await deliver(scope(), 'payment.succeeded', { id: externalId })).to.deep.equal({
      state: 'applied',
      reason: null,
    });
    expect(await state()).to.equal('succeeded');
    expect(await grants()).to.have.length(1);
  });

  it('gives it once, however often and however concurrently the provider repeats itself', async () => {
    yookassa().pay(externalId);
    await Promise.all(
      Array.from({ length: 10 }, () => deliver(scope(), 'payment.succeeded', { id: externalId })),
    );
    const event = await store(database.db, 'payment.succeeded', { id: externalId });
    await Promise.all([1, 2, 3].map(() => perform(reconcilePayment, event, scope())));

    expect(await grants()).to.have.length(1);
    expect(await database.db.knex('ledger_transactions')).to.have.length(1);
    expect(await shop.told()).to.have.length(2);
  });

  it('cries out when a payment must wait for a person', async () => {
    await database.db.knex('payments').update({ amountMinor: '1' });
    yookassa().pay(externalId);
    const lines: string[] = [];
    const log = pino({ level: 'error' }, { write: (line: string) => void lines.push(line) });
    await deliver({ ...scope(), log }, 'payment.succeeded', { id: externalId });
    expect(await state()).to.equal('review');
    expect(lines.join()).to.include(`"payment":"${id}"`).and.to.include('review');
  });

  it('believes the API and not the body: a forged success gives nothing', async () => {
    const forged = {
      id: externalId,
      status: 'succeeded',
      paid: true,
      amount: { value: '199.00', currency: 'RUB' },
    };
    expect(await deliver(scope(), 'payment.succeeded', forged)).to.include({ state: 'ignored' });
    expect(await state()).to.equal('pending');
    expect(await grants()).to.have.length(0);

    yookassa().pay(externalId);
    await deliver(scope(), 'payment.succeeded', { id: externalId });
    expect(await state(), 'the genuine notice has the same id').to.equal('succeeded');
  });

  it('learns of a payment that was given up', async () => {
    yookassa().cancel(externalId);
    await deliver(scope(), 'payment.canceled', { id: externalId });
    expect(await state()).to.equal('canceled');
    expect(await grants()).to.have.length(0);
  });

  for (const [what, tampered, reason] of [
    ['amount', { amount: '1.00' }, 'asked 19900 RUB, paid 100 RUB'],
    ['currency', { currency: 'USD' }, 'asked 19900 RUB, paid 19900 USD'],
    ['shop', { account_id: '999' }, 'it was paid to another payee, or as a test'],
  ] as const) {
    it(`puts a payment of another ${what} into review, and gives nothing`, async () => {
      yookassa().pay(externalId);
      await world().control('PATCH', `/yookassa/payments/${externalId}`, tampered);
      await deliver(scope(), 'payment.succeeded', { id: externalId });

      expect(await state()).to.equal('review');
      const last = await database.db.knex('payment_events').orderBy('id', 'desc').first<{ reason: string }>();
      expect(last.reason).to.equal(reason);
      expect(await grants()).to.have.length(0);
    });
  }

  it('waits with an event that is faster than our row, and then finds it by our own id', async () => {
    yookassa().pay(externalId);
    await database.db.knex('payments').update({ externalId: null });
    await deliver(scope(), 'payment.succeeded', { id: externalId });
    expect(await state()).to.equal('succeeded');
    expect(await database.db.payments.query().findById(id)).to.include({ externalId });
  });

  it('waits for a payment that nobody knows, and ignores it after two minutes with the reason', async () => {
    yookassa().pay(externalId);
    await world().control('PATCH', `/yookassa/payments/${externalId}`, { metadata: {} });
    await database.db.knex('payments').update({ externalId: 'somebody-elses' });
    const event = await store(database.db, 'payment.succeeded', { id: externalId });

    expect(await failure(perform(reconcilePayment, event, scope()))).to.include({ code: 'work.later' });
    expect(await becameOf(database.db, event)).to.include({ state: 'new' });
    await perform(reconcilePayment, event, { ...scope(), now: in121s });
    expect(await becameOf(database.db, event)).to.deep.equal({
      state: 'ignored',
      reason: 'it concerns no payment of ours',
    });
  });

  it('ignores a payment that the provider itself does not know, and events of other things', async () => {
    const unknown = { id: '00000000-0000-0000-0000-000000000000', metadata: { payment_id: String(id) } };
    expect(await deliver(scope(), 'payment.succeeded', unknown)).to.deep.equal({
      state: 'ignored',
      reason: 'the provider knows no such payment',
    });
    expect(await deliver(scope(), 'deal.closed', { id: externalId })).to.deep.equal({
      state: 'ignored',
      reason: 'nothing of ours: deal.closed',
    });
    expect(await state()).to.equal('pending');
  });

  it('comes again when the provider cannot be asked, and the event stays new', async () => {
    yookassa().pay(externalId);
    await world().control('POST', '/yookassa/faults', { match: 'GET /payments', kind: '500' });
    const event = await store(database.db, 'payment.succeeded', { id: externalId });
    expect(await failure(perform(reconcilePayment, event, scope()))).to.include({ code: 'upstream.failed' });
    expect(await becameOf(database.db, event)).to.include({ state: 'new' });

    await perform(reconcilePayment, event, scope());
    expect(await state()).to.equal('succeeded');
  });

  it('credits the person whose order it is, whoever opened the pay page', async () => {
    const other = await shop.person(77n);
    yookassa().pay(externalId);
    await deliver(scope(), 'payment.succeeded', { id: externalId });
    expect(await database.db.subscriptions.query().where({ userId: other })).to.deep.equal([]);
  });
});

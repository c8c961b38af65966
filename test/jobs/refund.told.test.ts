import { expect } from 'chai';
import type { Payment } from '../../src/db/models/payment.js';
import checkPayment from '../../src/jobs/payment.check.js';
import matchBooks from '../../src/jobs/books.match.js';
import openPayment from '../../src/jobs/payment.open.js';
import reconcilePayment from '../../src/jobs/payment.reconcile.js';
import { useDatabase } from '../support/database.js';
import { becameOf } from '../support/deliver.js';
import { perform } from '../support/perform.js';
import { there } from '../support/providers.js';
import { useRefunds } from '../support/refunds.js';
import { rub } from '../support/shop.js';
import { useWorld } from '../support/world.js';

/** Where nothing but the payment says that money went back, and a notice comes at most; days after it was paid. */
describe('money that went back at a provider, of which only its payment tells', () => {
  const database = useDatabase();
  const world = useWorld();
  const { shop, scope, userId, rows, end, balance, request, issue, back, spend, soundBooks } = useRefunds(
    database,
    world,
  );
  const now = async (payment: Payment) => database.db.payments.byId(database.db.knex, payment.id);
  const bought = async (id: string): Promise<Payment> => {
    const begun = await shop().attempt(await shop().order(userId()), id);
    await perform(openPayment, begun.id, scope());
    const payment = await now(begun);
    await there(id, world()).pay(payment.externalId!);
    await perform(checkPayment, payment.id, scope());
    expect(await shop().stateOf(payment)).to.equal('succeeded');
    const created = { createdAt: new Date(Date.now() - 5 * 86_400_000) };
    await database.db
      .knex('payments')
      .where({ id: String(payment.id) })
      .update(created);
    return payment;
  };
  const isOver = async (payment: Payment) => {
    expect([await shop().stateOf(payment), await end(), await shop().sum('sales')]).to.deep.equal([
      'refunded',
      null,
      0n,
    ]);
    expect((await rows()).map(({ state }) => state)).to.deep.equal(['succeeded']);
    await soundBooks();
  };

  for (const id of ['platega', 'freekassa', 'tribute'] as const) {
    it(`is booked once whoever asks ${id} how the payment stands`, async () => {
      const payment = await bought(id);
      await there(id, world()).refund(payment.externalId!);
      for (const _ of [1, 2]) await perform(checkPayment, payment.id, scope());
      await isOver(payment);
      // It has one word for a chargeback and what we gave back ourselves: this was not ours.
      expect((await rows())[0]!.disputedAt !== null).to.equal(id === 'platega');
    });
  }

  it('is booked by the notice of a chargeback, which is closed with it', async () => {
    const payment = await bought('platega');
    await there('platega', world()).refund(payment.externalId!);
    const body = Buffer.from(JSON.stringify({ id: payment.externalId, status: 'CHARGEBACKED' }));
    await database.db.inbox.receive({ provider: 'platega', eventId: 'x', body }, reconcilePayment, 'test');
    const row = await database.db.knex('inbox_events').first<{ id: bigint }>('id');
    await perform(reconcilePayment, row.id, scope());
    expect(await becameOf(database.db, String(row.id))).to.include({ state: 'applied' });
    await isOver(payment);
    const moves = await database.db.knex('payment_events').orderBy('id').pluck('to_state');
    expect(moves.slice(-2), 'never disputed on its way').to.deep.equal(['succeeded', 'refunded']);
  });

  it('after it went to the balance is taken from there', async () => {
    const payment = await bought('platega');
    await back(payment, { toBalance: true, amount: rub(150_00n) });
    await there('platega', world()).refund(payment.externalId!);
    for (const _ of [1, 2]) await perform(checkPayment, payment.id, scope());
    expect([await shop().stateOf(payment), await balance()]).to.deep.equal(['refunded', 0n]);
    expect([await shop().sum('sales'), await shop().sum('provider:platega')]).to.deep.equal([0n, 0n]);
    expect((await rows()).map(({ state }) => state)).to.deep.equal(['succeeded', 'succeeded']);
    await soundBooks();
  });

  it('while it waited in review ends that, and is found by the daily proof', async () => {
    const begun = await shop().attempt(await shop().order(userId()), 'freekassa');
    await perform(openPayment, begun.id, scope());
    const payment = await now(begun);
    await there('freekassa', world()).change(payment.externalId!, 299_00);
    await there('freekassa', world()).pay(payment.externalId!);
    await perform(checkPayment, payment.id, scope());
    expect(await shop().stateOf(payment)).to.equal('review');
    await there('freekassa', world()).refund(payment.externalId!);
    const later = { ...scope(), now: () => new Date(Date.now() + 3_600_000) };
    for (const again of ['', ':again']) await perform(matchBooks, `freekassa:2026-11-25${again}`, later);
    expect(await shop().stateOf(payment)).to.equal('refunded');
    expect(await database.db.breaks.list()).to.deep.equal([]);
    await soundBooks();
  });

  it('is our own refund where that is what went back', async () => {
    const payment = await bought('platega');
    const { id } = await request(payment);
    await there('platega', world()).refund(payment.externalId!);
    await perform(checkPayment, payment.id, scope());
    await issue(id);
    await isOver(payment);
    expect((await rows())[0]).to.include({ id, actor: 'cli' });
  });

  it('is left to a person where it is a top-up that is spent, takes what is left, and is booked once the rest is there', async () => {
    const begun = await shop().attempt(await shop().topup(userId(), rub(300_00n)), 'platega');
    await perform(openPayment, begun.id, scope());
    const payment = await now(begun);
    await there('platega', world()).pay(payment.externalId!);
    await perform(checkPayment, payment.id, scope());
    await spend(rub(1n));
    await there('platega', world()).refund(payment.externalId!);
    for (const _ of [1, 2]) await perform(checkPayment, payment.id, scope());
    expect((await rows()).map(({ state }) => state)).to.deep.equal(['review']);
    expect([await shop().stateOf(payment), await balance()]).to.deep.equal(['disputed', 0n]);
    await shop().give(userId(), rub(3n));
    for (const _ of [1, 2]) await perform(checkPayment, payment.id, scope());
    expect((await rows()).map(({ state }) => state)).to.deep.equal(['succeeded']);
    expect([await shop().stateOf(payment), await balance()]).to.deep.equal(['refunded', 2n]);
    await soundBooks();
  });

  it('before we knew that it had come gives nothing, and leaves nothing to decide', async () => {
    const begun = await shop().attempt(await shop().order(userId()), 'platega');
    await perform(openPayment, begun.id, scope());
    const payment = await now(begun);
    await there('platega', world()).pay(payment.externalId!);
    await there('platega', world()).refund(payment.externalId!);
    for (const _ of [1, 2]) await perform(checkPayment, payment.id, scope());
    expect([await shop().stateOf(payment), await shop().sum('sales')]).to.deep.equal(['refunded', 0n]);
    const [refund] = await rows();
    expect(refund!.state).to.equal('succeeded');
    expect(await shop().told()).to.deep.equal([`payment:${payment.id}:link`, `refund:${refund!.id}`]);
  });
});

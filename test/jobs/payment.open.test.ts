import { expect } from 'chai';
import openPayment from '../../src/jobs/payment.open.js';
import { useDatabase } from '../support/database.js';
import { deliver } from '../support/deliver.js';
import { perform } from '../support/perform.js';
import { failure, openShop, type TestShop } from '../support/shop.js';
import { useWorld } from '../support/world.js';

describe('payment.open', () => {
  const database = useDatabase();
  const world = useWorld();
  let shop: TestShop;
  let id: bigint;

  beforeEach(async () => {
    shop = await openShop(database.db);
    ({ id } = await shop.attempt(await shop.order(await shop.person())));
  });

  const open = () => perform(openPayment, id, { db: database.db, payments: world().payments });
  const row = () => database.db.payments.query().findById(id).throwIfNotFound();
  const theirs = () => world().sandbox.yookassa.payments;
  const fault = (kind: string, times = 1) =>
    world().control('POST', '/yookassa/faults', { match: 'POST /payments', kind, times, ms: 1 });
  const letTurnRunOut = () => database.db.knex('payments').update({ turnUntil: new Date(Date.now() - 1) });

  it('makes the invoice, shows its button and asks for it in half a minute', async () => {
    await open();

    const [invoice] = theirs();
    expect(invoice).to.deep.include({
      amount: { value: '199.00', currency: 'RUB' },
      metadata: { payment_id: String(id) },
    });
    expect(await row()).to.include({
      state: 'pending',
      externalId: invoice!.id,
      payUrl: invoice!.confirmation?.confirmation_url,
      turn: null,
    });
    expect((await row()).expiresAt?.getTime()).to.be.closeTo(Date.now() + 3_600_000, 60_000);
    expect(await shop.told()).to.deep.equal([`payment:${id}:link`]);
    const poll = await database.db
      .knex('outbox')
      .where({ key: `payment.poll:${id}` })
      .first<{ dueAt: Date }>();
    expect(poll.dueAt.getTime()).to.be.closeTo(Date.now() + 30_000, 5_000);
  });

  it('run again makes no second invoice, message or poll', async () => {
    await open();
    await open();

    expect(theirs()).to.have.length(1);
    expect(await shop.told()).to.have.length(1);
    expect(await database.db.knex('outbox').where({ job: 'payment.poll' })).to.have.length(1);
  });

  it('is done by one at a time: the others come later', async () => {
    const runs = await Promise.all(Array.from({ length: 5 }, () => failure(open())));

    const later = runs.filter(Boolean);
    for (const error of later) expect(error).to.include({ code: 'work.later' });
    expect(later.length).to.be.within(1, 4);
    expect(theirs()).to.have.length(1);
    expect(await shop.told()).to.have.length(1);
  });

  it('finds the same invoice again when the answer was lost, once the turn is over', async () => {
    await fault('lost');
    expect(await failure(open())).to.include({ code: 'upstream.failed' });
    expect(theirs()).to.have.length(1);
    expect(await row()).to.include({ state: 'created', externalId: null });
    expect(await failure(open())).to.include({ code: 'work.later' });

    await letTurnRunOut();
    await open();
    expect(theirs()).to.have.length(1);
    expect(await row()).to.include({ state: 'pending', externalId: theirs()[0]!.id });
  });

  it('is overtaken by its own webhook without harm: the money counts once, and no button is shown', async () => {
    await fault('lost');
    expect(await failure(open())).to.include({ code: 'upstream.failed' });
    const [invoice] = theirs();
    world().sandbox.yookassa.pay(invoice!.id);
    const scope = { db: database.db, payments: world().payments };
    expect(await deliver(scope, 'payment.succeeded', invoice!)).to.include({ state: 'applied' });
    expect(await row()).to.include({ state: 'succeeded', externalId: invoice!.id });

    await letTurnRunOut();
    await open();
    expect(await row()).to.include({ state: 'succeeded', payUrl: null, turn: null });
    expect(await shop.told()).to.deep.equal([`paid:${(await row()).orderId}`]);
  });

  /** Opens it, and something happens between the provider's answer and our hearing of it. */
  const openWhile = async (happens: () => Promise<unknown>): Promise<void> => {
    const real = world().payments.known.get('yookassa')!;
    const create: NonNullable<typeof real.create> = async (...asked) => {
      const checkout = await real.create!(...asked);
      await happens();
      return checkout;
    };
    const known = new Map([['yookassa', { ...real, create }]]);
    await perform(openPayment, id, { db: database.db, payments: { known, notOffered: new Map() } });
  };

  it('records the link of a payment whose webhook came between call and answer, and leaves it paid', async () => {
    await openWhile(async () => {
      world().sandbox.yookassa.pay(theirs()[0]!.id);
      await deliver({ db: database.db, payments: world().payments }, 'payment.succeeded', theirs()[0]!);
    });
    expect(await row()).to.include({ state: 'succeeded', turn: null });
    expect((await row()).payUrl).to.be.a('string');
    expect(await shop.told()).to.deep.equal([`paid:${(await row()).orderId}`]);
  });

  it('shows no button for an order that was given up during the call, and still asks for its money', async () => {
    await openWhile(() => database.db.knex('orders').update({ state: 'canceled' }));
    expect(await shop.told()).to.deep.equal([]);
    expect(await database.db.knex('outbox').where({ job: 'payment.poll' })).to.have.length(1);
  });

  it('makes no second invoice at a provider without keys when the answer was lost', async () => {
    const real = world().payments.known.get('yookassa')!;
    const known = new Map([['yookassa', { ...real, createIdempotency: 'none' as const }]]);
    const once = () =>
      perform(openPayment, id, { db: database.db, payments: { known, notOffered: new Map() } });
    await fault('lost');
    expect(await failure(once())).to.include({ code: 'upstream.failed' });
    await letTurnRunOut();
    expect(await failure(once())).to.include({ code: 'payment.unknown_outcome', retry: 'never' });
    expect(theirs()).to.have.length(1);
    expect(await row()).to.include({ state: 'failed', turn: null });
  });

  it('opens it there after a fault of our own database, of which no call was made', async () => {
    const real = world().payments.known.get('yookassa')!;
    const known = new Map([['yookassa', { ...real, createIdempotency: 'none' as const }]]);
    const once = () =>
      perform(openPayment, id, { db: database.db, payments: { known, notOffered: new Map() } });
    await database.db.knex.schema.renameTable('users', 'users_away');
    try {
      expect(String(await failure(once()))).to.contain('relation "users" does not exist');
    } finally {
      await database.db.knex.schema.renameTable('users_away', 'users');
    }
    await once();
    expect(await row()).to.include({ state: 'pending', externalId: theirs()[0]!.id });
  });

  it('finds the invoice that such a provider made, where it can be asked for it', async () => {
    const order = await shop.order(await shop.person(4243n));
    const { id: other } = await shop.attempt(order, 'cryptopay');
    const once = () => perform(openPayment, other, { db: database.db, payments: world().payments });
    await world().control('POST', '/cryptopay/faults', { match: 'POST /createInvoice', kind: 'lost' });
    expect(await failure(once())).to.include({ code: 'upstream.failed' });
    await letTurnRunOut();
    await world().control('POST', '/cryptopay/faults', { match: 'GET /getInvoices', kind: '429' });
    expect(await failure(once()), 'and cannot be asked just now').to.include({ code: 'upstream.throttled' });
    await letTurnRunOut();

    await once();

    expect(await world().control('GET', '/cryptopay/payments')).to.have.length(1);
    const { payUrl } = await database.db.payments.query().findById(other).throwIfNotFound();
    expect(payUrl).to.match(/\/cryptopay\/pay\//);
  });

  it('fails what is so old that the provider may have forgotten its key', async () => {
    const now = () => new Date(Date.now() + 23 * 3_600_000 + 1_000);
    const late = perform(openPayment, id, { db: database.db, payments: world().payments, now });
    expect(await failure(late)).to.include({ code: 'payment.too_old', retry: 'never' });
    expect(theirs()).to.deep.equal([]);
    expect(await row()).to.include({ state: 'failed' });
  });

  it('does so too where nobody opens payments at this provider', async () => {
    const none = { known: new Map(), notOffered: new Map() };
    const error = await failure(perform(openPayment, id, { db: database.db, payments: none }));
    expect(error).to.include({ code: 'payment.no_provider', retry: 'never' });
    expect(await row()).to.include({ state: 'failed', turn: null });
  });
});

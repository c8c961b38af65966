import { expect } from 'chai';
import checkBinding from '../../src/jobs/binding.check.js';
import openBinding from '../../src/jobs/binding.open.js';
import reconcilePayment from '../../src/jobs/payment.reconcile.js';
import { useDatabase } from '../support/database.js';
import { perform } from '../support/perform.js';
import { failure, openShop, type TestShop } from '../support/shop.js';
import { until } from '../support/until.js';
import { useWorld } from '../support/world.js';

describe('a method that is bound without buying', () => {
  const database = useDatabase();
  const world = useWorld();
  let shop: TestShop;
  let userId: bigint;
  let id: bigint;
  beforeEach(async () => {
    shop = await openShop(database.db);
    userId = await shop.person();
    id = await begin();
  });

  const begin = async () =>
    (
      await database.db.transaction((trx) =>
        database.db.methodBindings.findOrStart(trx, userId, 'yookassa', new Date()),
      )
    ).id;
  const scope = () => ({ db: database.db, payments: world().payments });
  const open = () => perform(openBinding, id, scope());
  const check = () => perform(checkBinding, id, scope());
  const row = () => database.db.methodBindings.byId(database.db.knex, id);
  const listed = async () => database.db.paymentMethods.ofPerson(database.db.knex, userId);
  const fault = (kind: string) =>
    world().control('POST', '/yookassa/faults', { match: 'POST /payment_methods', kind });
  const yookassa = () => world().sandbox.yookassa;
  const receive = async (externalId: string, eventId: string) => {
    const body = Buffer.from(
      JSON.stringify({ type: 'notification', event: 'payment_method.active', object: { id: externalId } }),
    );
    await database.db.inbox.receive({ provider: 'yookassa', eventId, body }, reconcilePayment, 'test');
    const event = await database.db.knex('inbox_events').where({ eventId }).first<{ id: bigint }>();
    await perform(reconcilePayment, event.id, scope());
    return database.db.inbox.get(String(event.id));
  };

  it('gets its page once, shows it, and asks for it by itself', async () => {
    await open();
    const before = await row();
    await open();

    expect(before).to.include({ state: 'pending', turn: null });
    expect(before.payUrl).to.match(/\/yookassa\/bind\//);
    expect(await row()).to.deep.equal(before);
    expect(await shop.told()).to.deep.equal([`binding:${id}:link`]);
    expect(await database.db.knex('outbox').where({ job: 'binding.check' })).to.have.length(1);
  });

  it('finds the same page again when the answer was lost, once the turn is over', async () => {
    await fault('lost');
    expect(await failure(open())).to.include({ code: 'upstream.failed' });
    expect(await failure(open())).to.include({ code: 'work.later' });
    await database.db.knex('method_bindings').update({ turnUntil: new Date(Date.now() - 1) });
    await open();

    expect(await world().control('GET', '/yookassa/payment_methods')).to.have.length(1);
    expect(await row()).to.include({ state: 'pending' });
  });

  it('that is refused there fails, and its person is told', async () => {
    await fault('401');
    expect(await failure(open())).to.include({ code: 'upstream.rejected' });
    expect(await row()).to.include({ state: 'failed', turn: null });
    expect(await shop.told()).to.deep.equal([`binding:${id}:failed`]);
    await begin();
    expect(await database.db.methodBindings.query()).to.have.length(2);
  });

  it('is saved once, however often and by whomever it is told', async () => {
    await open();
    const { externalId } = await row();
    yookassa().bind(externalId!);
    const events = await Promise.all(
      ['1', '2'].map((eventId) => until(() => true).then(() => receive(externalId!, eventId))),
    );
    await check();

    expect(events.map(({ state }) => state)).to.deep.equal(['applied', 'applied']);
    expect(await listed()).to.have.length(1);
    expect(await row()).to.include({ state: 'succeeded' });
    expect(await shop.told()).to.deep.equal([`binding:${id}:link`, `binding:${id}:succeeded`]);
    expect(await database.db.knex('ledger_entries')).to.deep.equal([]);
  });

  it('is not believed before the provider says so, nor for what never was', async () => {
    await open();
    const { externalId } = await row();
    expect(await receive(externalId!, '1')).to.include({ state: 'ignored' });
    expect(await listed()).to.deep.equal([]);
    expect(await failure(receive(crypto.randomUUID(), '2'))).to.include({ code: 'work.later' });
  });

  it('is asked for less and less often, and given up in the end; saved later, it counts all the same', async () => {
    await open();
    await check();
    expect(await row()).to.include({ polls: 1, state: 'pending' });
    await database.db.knex('method_bindings').update({ polls: 500 });
    await check();
    expect(await row()).to.include({ state: 'expired' });

    const { externalId } = await row();
    yookassa().bind(externalId!);
    expect(await receive(externalId!, '1')).to.include({ state: 'applied' });
    expect(await listed()).to.have.length(1);
  });
});

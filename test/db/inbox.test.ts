import { expect } from 'chai';
import reconcilePayment from '../../src/jobs/payment.reconcile.js';
import { promisedKeys, useDatabase } from '../support/database.js';
import { failure } from '../support/shop.js';

describe('the inbox', () => {
  const database = useDatabase();
  const receive = (eventId: string, body = '{}', provider = 'yookassa') =>
    database.db.inbox.receive({ provider, eventId, body: Buffer.from(body) }, reconcilePayment, 'cause');
  const events = () => database.db.knex('inbox_events').orderBy('id');

  it('keeps an event byte for byte, and the promise to understand it', async () => {
    const body = '{ "a":\t1,"b" : "é"}\n';
    expect(await receive('e1', body)).to.equal('stored');

    const [{ id }] = await events();
    const event = await database.db.inbox.get(String(id));
    expect(event).to.include({ provider: 'yookassa', eventId: 'e1', state: 'new' });
    expect(event.body?.equals(Buffer.from(body))).to.equal(true);
    expect(await promisedKeys(database.db)).to.deep.equal([`payment.reconcile:${id}`]);
    expect(await database.db.knex('outbox').pluck('correlation')).to.deep.equal(['cause']);
  });

  it('stores a repeat once, however concurrently it comes', async () => {
    const results = await Promise.all(Array.from({ length: 20 }, () => receive('e1')));

    expect(results.filter((result) => result === 'stored')).to.have.length(1);
    expect(await events()).to.have.length(1);
    expect(await promisedKeys(database.db)).to.have.length(1);
  });

  it('stores those that come together, and refuses one that no table can hold alone', async () => {
    const ids = Array.from({ length: 40 }, (_, n) => (n === 17 ? 'e\0' : `e${n % 30}`));
    const results = await Promise.allSettled(ids.map((id) => receive(id)));

    const told = results.map((result) => (result.status === 'fulfilled' ? result.value : 'refused'));
    expect(told.filter((each) => each === 'refused')).to.have.length(1);
    expect(told[17]).to.equal('refused');
    expect(told.filter((each) => each === 'stored')).to.have.length(29);
    expect((await events()).map(({ eventId }) => String(eventId))).to.have.members(
      Array.from({ length: 30 }, (_, n) => `e${n}`).filter((id) => id !== 'e17'),
    );
    expect(await promisedKeys(database.db)).to.have.length(29);
  });

  it('tells senders apart that use the same ids', async () => {
    expect(await receive('e1')).to.equal('stored');
    expect(await receive('e1', '{}', 'remnawave')).to.equal('stored');
  });

  it('keeps neither event nor promise when one of the two is refused', async () => {
    const nameless = { ...reconcilePayment, name: '' };
    const event = { provider: 'yookassa', eventId: 'e1', body: Buffer.from('{}') };
    await database.db.knex.raw(`alter table outbox add constraint no_such check (job <> '')`);
    try {
      expect(await failure(database.db.inbox.receive(event, nameless, 'cause'))).to.be.instanceOf(Error);
    } finally {
      await database.db.knex.raw('alter table outbox drop constraint no_such');
    }
    expect(await events()).to.deep.equal([]);
  });

  it('keeps what is told within a transaction if and only if that commits, once', async () => {
    const event = { provider: 'stars', eventId: 'paid:1', body: Buffer.from('{}') };
    const tell = (commits: boolean) =>
      database.db.transaction(async (trx) => {
        const result = await database.db.inbox.receiveIn(trx, event, reconcilePayment, '100');
        if (!commits) throw new Error('rolled back');
        return result;
      });
    expect(await failure(tell(false))).to.have.property('message', 'rolled back');
    expect(await events()).to.deep.equal([]);
    expect(await promisedKeys(database.db)).to.deep.equal([]);

    expect(await tell(true)).to.equal('stored');
    expect(await tell(true)).to.equal('known');
    const [{ id }] = await events();
    expect(await promisedKeys(database.db)).to.deep.equal([`payment.reconcile:${id}`]);
    expect(await database.db.knex('outbox').pluck('correlation')).to.deep.equal(['100']);
  });

  it('remembers what became of an event, and why', async () => {
    await receive('e1');
    const [{ id }] = await events();
    await database.db.inbox.close(database.db.knex, id, 'ignored', 'not ours');
    const [event] = await events();
    expect(event).to.include({ state: 'ignored', reason: 'not ours' });
  });

  it('looks again at an ignored event that is told again, and never at an applied one', async () => {
    await receive('e1');
    const [{ id }] = await events();
    await database.db.inbox.close(database.db.knex, id, 'ignored', 'too early');
    expect(await receive('e1')).to.equal('stored');
    expect((await events())[0]).to.include({ id, state: 'new', reason: null });
    expect(await database.db.knex('outbox').pluck('key')).to.have.length(2);

    await database.db.inbox.close(database.db.knex, id, 'applied');
    expect(await receive('e1')).to.equal('known');
  });

  it('knows when it has no such event', async () => {
    expect(String(await failure(database.db.inbox.get('404')))).to.include('no inbox event 404');
  });
});

import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { promise } from '../../src/queue/promise.js';
import { relay } from '../../src/queue/relay.js';
import { rememberRedis } from '../../src/queue/wipe.js';
import { openSession } from '../../src/db/session.js';
import { tick } from '../../src/queue/schedule.js';
import { databaseUrl } from '../support/database.js';
import { failure } from '../support/shop.js';
import { until } from '../support/until.js';
import { useRelaying } from './relaying.js';

describe('promises', () => {
  const { database, provision, jobs, producer, session, make, claim, waiting } = useRelaying();
  const rows = () => database.db.knex('outbox').orderBy('id');

  it('of a committed transaction are sent, once', async () => {
    const { db } = database;
    await make(randomUUID());
    const sent = await Promise.all([relay(db, producer().send, claim), relay(db, producer().send, claim)]);
    expect(sent.toSorted((a, b) => a - b)).to.deep.equal([0, 1]);
    expect(await waiting()).to.equal(1);
    expect((await rows())[0])
      .to.include({ sends: 1, doneAt: null })
      .and.property('sentAt')
      .a('date');
  });

  it('of a transaction that failed are not', async () => {
    const { db } = database;
    const changed = new Error('changed my mind');
    const work = db.transaction(async (trx) => {
      await promise(trx, provision, randomUUID());
      throw changed;
    });
    expect(await failure(work)).to.equal(changed);
    expect(await relay(db, producer().send, claim)).to.equal(0);
  });

  it('with a lower id that commit later are sent too', async () => {
    const { db } = database;
    await db.transaction(async (trx) => {
      await promise(trx, provision, 'first id');
      await make('second id');
      expect(await relay(db, producer().send, claim)).to.equal(1);
    });
    expect(await relay(db, producer().send, claim)).to.equal(1);
  });

  it('with one key are one job', async () => {
    for (let i = 0; i < 3; i++) await make('the same');
    expect(await relay(database.db, producer().send, claim)).to.equal(3);
    expect(await waiting()).to.equal(1);
  });

  it('wait until they are due', async () => {
    await make('later', { dueAt: new Date(Date.now() + 60_000) });
    expect(await relay(database.db, producer().send, claim)).to.equal(0);
  });

  it('that were due later are sent in their time, though younger ones were sent before', async () => {
    const { db } = database;
    await make('older, for later', { dueAt: new Date(Date.now() + 60_000) });
    await make('younger, for now');
    expect(await relay(db, producer().send, claim)).to.equal(1);
    await db
      .knex('outbox')
      .whereNull('sentAt')
      .update({ dueAt: db.knex.raw('clock_timestamp()') });
    expect(await relay(db, producer().send, claim)).to.equal(1);
  });

  it('in bulk leave room: at most a hundred of them in a round, after those that a person waits for', async () => {
    const { db } = database;
    await db.transaction(async (trx) => {
      for (let i = 0; i < 120; i++) await promise(trx, provision, `bulk-${i}`, {}, { lane: 2 });
      await promise(trx, provision, 'waits', {}, { lane: 0 });
    });
    const first = await claim();
    expect(first).to.have.length(101);
    expect(first.map(({ key }) => key)).to.include('test.provision:waits');
    expect(await claim()).to.have.length(20);
  });

  it('in bulk wait in the queue behind what a person waits for', async () => {
    await make('bulk', { lane: 2 });
    await make('person', { lane: 0 });
    await relay(database.db, producer().send, claim);
    const queue = producer().queues.get('provisioning')!;
    expect([await queue.getPrioritizedCount(), await queue.getWaitingCount()]).to.deep.equal([1, 1]);
    const [first] = await queue.getWaiting();
    expect(first?.data.key).to.equal('test.provision:person');
  });

  it('in bulk wait with the others no longer once a person waits for the same', async () => {
    const { db } = database;
    const queue = producer().queues.get('provisioning')!;
    const send = () => relay(db, producer().send, claim);
    await make('bulk', { lane: 2 });
    await make('bulk of many', { lane: 2 });
    await send();
    await make('bulk of many', { lane: 2 });
    await make('bulk', { lane: 0 });
    await make('bulk', { lane: 1 });
    await send();
    const keys = (those: readonly { data: { key: string } }[]) => those.map(({ data }) => data.key);
    expect(keys(await queue.getWaiting())).to.deep.equal(['test.provision:bulk']);
    expect(keys(await queue.getPrioritized())).to.deep.equal(['test.provision:bulk of many']);
    const [first] = await queue.getWaiting();
    expect(first?.priority, 'also when it is tried again').to.equal(0);
  });

  it('that could not be sent are unsent again', async () => {
    await make(randomUUID());
    const error = await relay(database.db, () => Promise.reject(new Error('no Redis')), claim).catch(
      (e: unknown) => e,
    );
    expect(error).to.have.property('message', 'no Redis');
    expect((await rows())[0]).to.include({ sentAt: null });
  });

  it('that a relay claimed and never added are sent again after ten seconds, then less and less often', async () => {
    const { db } = database;
    await make(randomUUID());
    await claim(); // and dies
    const overdue = () => db.outbox.claimOverdue([...jobs.keys()], 500, 1);
    const age = (seconds: number) =>
      db.knex.raw(`update outbox set sent_at = clock_timestamp() - interval '1 s' * ${seconds}`);

    expect(await age(9).then(overdue)).to.have.length(0);
    expect(await age(11).then(overdue)).to.have.length(1);
    expect(await age(19).then(overdue)).to.have.length(0);
    expect(await age(21).then(overdue)).to.have.length(1);
    await db.knex('outbox').update({ sends: 40 });
    expect(await age(599).then(overdue)).to.have.length(0);
    expect(await age(601).then(overdue)).to.have.length(1);
  });

  it('made once are made once, even after they were kept', async () => {
    const { db } = database;
    const sweep = { ...provision, name: 'test.sweep' };
    await Promise.all([1, 2, 3].map((ms) => tick(db, sweep, new Date(`2026-03-01T03:00:00.00${ms}Z`))));
    await db.knex('outbox').update({ doneAt: new Date() });
    await tick(db, sweep, new Date('2026-03-01T03:00:00Z'));
    expect((await rows()).map(({ key }) => key)).to.deep.equal(['test.sweep:2026-03-01T03:00:00Z']);
  });

  it('are all unsent after a wipe, though runs begin with them, in whatever order', async () => {
    const { db } = database;
    for (const subject of ['first', 'second']) await make(subject);
    await claim();
    const trx = await db.knex.transaction();
    const begin = (id: number) => trx('outbox').where({ id }).update({ crashes: 1 });
    await begin(2);
    const unsending = db.outbox.unsendAll();
    const waits = () => db.knex('pg_stat_activity').where({ waitEventType: 'Lock', state: 'active' }).first();
    await until(async () => (await waits()) !== undefined);
    await begin(1);
    await trx.commit();
    await unsending;
    expect((await rows()).map(({ sentAt }) => sentAt)).to.deep.equal([null, null]);
  });

  it('are sent once after a wipe, though a second worker looked for the marker before the first had set it', async () => {
    const { db } = database;
    await make('x');
    await claim();
    await producer().redis.flushdb();
    const other = await openSession(
      databaseUrl,
      () => {},
      () => {},
    );
    // The second looks now, and goes on only when the first is through with all of it.
    let goOn = () => {};
    const looked = new Promise<void>((resolve) => (goOn = resolve));
    const second = rememberRedis(producer().redis, db, async (name, work) => {
      await looked;
      await other.alone(name, work);
    });
    await rememberRedis(producer().redis, db, session().alone);
    expect(await relay(db, producer().send, claim)).to.equal(1);
    goOn();
    await second;
    expect(await relay(db, producer().send, claim)).to.equal(0);
    await other.close();
  });
});

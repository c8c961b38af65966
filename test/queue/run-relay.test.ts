import { expect } from 'chai';
import { openSession, type Session } from '../../src/db/session.js';
import { defineJob, type Job } from '../../src/queue/define-job.js';
import { createProducer, type Producer } from '../../src/queue/producer.js';
import { promise } from '../../src/queue/promise.js';
import { relay } from '../../src/queue/relay.js';
import { runRelay } from '../../src/queue/run-relay.js';
import { layCable } from '../support/cable.js';
import { databaseUrl, useDatabase } from '../support/database.js';
import { log } from '../support/log.js';
import { redisUrl, until } from '../support/redis.js';

describe('promises that a process relays', () => {
  const database = useDatabase();
  const provision: Job = defineJob({ name: 'test.provision', queue: 'provisioning', run: async () => {} });
  const jobs = new Map([[provision.name, provision]]);
  let producer: Producer;
  let session: Session;
  before(async () => {
    producer = createProducer(jobs, redisUrl);
    session = await openSession(
      databaseUrl,
      () => {},
      () => {},
    );
  });
  beforeEach(() => producer.redis.flushdb());
  after(async () => {
    await producer.close();
    await session.close();
  });

  const make = (subject: string) => database.db.transaction((trx) => promise(trx, provision, subject));
  const claim = () => database.db.outbox.claim([...jobs.keys()], 500);
  const waiting = () => producer.queues.get('provisioning')!.getWaitingCount();

  it('are sent soon after the commit, and again after Redis was wiped', async () => {
    const { db } = database;
    const running = runRelay(db, jobs, producer, { log, alone: session.alone });
    const listening = await openSession(databaseUrl, running.wake, () => {});
    await make('soon');
    await until(async () => (await waiting()) === 1);

    await producer.redis.flushdb();
    await until(async () => (await waiting()) === 1);

    await running.close();
    await listening.close();
  });

  it('are sent again after a wipe however busy their worker is', async () => {
    const { db } = database;
    await make('lost');
    const running = runRelay(db, jobs, producer, { log, alone: session.alone });
    await until(async () => (await waiting()) === 1);
    const busy = { is: true };
    const wake = (): void => {
      running.wake();
      if (busy.is) setImmediate(wake);
    };
    wake();

    try {
      await producer.redis.flushdb();
      await until(async () => (await waiting()) === 1);
    } finally {
      busy.is = false;
      await running.close();
    }
  });

  it('are left to the other relays by one that is closed while its Redis is away', async () => {
    const { db } = database;
    const cable = await layCable(redisUrl);
    const cutOff = createProducer(jobs, cable.url);
    await cutOff.redis.ping();
    await cable.cut();
    const running = runRelay(db, jobs, cutOff, { log, alone: session.alone });
    await running.close(); // it waits to be told whether Redis was wiped
    await cutOff.close();

    await make('x');
    running.wake();
    expect(await relay(db, producer.send, claim)).to.equal(1);
  });

  it('are left to the other relays by one that is closed, however it is woken', async () => {
    const { db } = database;
    const running = runRelay(db, jobs, producer, { log, alone: session.alone });
    await running.close();
    await make('x');
    running.wake();
    await running.close(); // its round is over
    expect(await relay(db, producer.send, claim)).to.equal(1);
  });
});

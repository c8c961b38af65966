import { expect } from 'chai';
import { openSession } from '../../src/db/session.js';
import { createProducer } from '../../src/queue/producer.js';
import { relay } from '../../src/queue/relay.js';
import { runRelay } from '../../src/queue/run-relay.js';
import { layCable } from '../support/cable.js';
import { databaseUrl } from '../support/database.js';
import { log } from '../support/log.js';
import { redisUrl } from '../support/redis.js';
import { until } from '../support/until.js';
import { useRelaying } from './relaying.js';

describe('promises that a process relays', () => {
  const { database, jobs, producer, session, make, claim, waiting } = useRelaying();

  it('are sent soon after the commit, and again after Redis was wiped', async () => {
    const { db } = database;
    const running = runRelay(db, jobs, producer(), { log, alone: session().alone });
    const listening = await openSession(databaseUrl, running.wake, () => {});
    await make('soon');
    await until(async () => (await waiting()) === 1);

    await producer().redis.flushdb();
    await until(async () => (await waiting()) === 1);

    await running.close();
    await listening.close();
  });

  it('are sent again after a wipe however busy their worker is', async () => {
    const { db } = database;
    await make('lost');
    const running = runRelay(db, jobs, producer(), { log, alone: session().alone });
    await until(async () => (await waiting()) === 1);
    const busy = { is: true };
    const wake = (): void => {
      running.wake();
      if (busy.is) setImmediate(wake);
    };
    wake();

    try {
      await producer().redis.flushdb();
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
    const running = runRelay(db, jobs, cutOff, { log, alone: session().alone });
    await running.close(); // it waits to be told whether Redis was wiped
    await cutOff.close();

    await make('x');
    running.wake();
    expect(await relay(db, producer().send, claim)).to.equal(1);
  });

  it('are left to the other relays by one that is closed, however it is woken', async () => {
    const { db } = database;
    const running = runRelay(db, jobs, producer(), { log, alone: session().alone });
    await running.close();
    await make('x');
    running.wake();
    await running.close(); // its round is over
    expect(await relay(db, producer().send, claim)).to.equal(1);
  });
});

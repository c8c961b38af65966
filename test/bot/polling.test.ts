import { expect } from 'chai';
import { Api } from 'grammy';
import { Redis } from 'ioredis';
import { poll, type Polling } from '../../src/bot/polling.js';
import { allowedUpdates } from '../../src/jobs/bot.configure.js';
import { openDoor, type OpenDoor } from '../../src/queue/door.js';
import { createLease } from '../../src/queue/lease.js';
import { layCable, type Cable } from '../support/cable.js';
import { log } from '../support/log.js';
import { redisUrl } from '../support/redis.js';
import { until } from '../support/until.js';
import { botToken } from '../support/scope.js';
import { useWorld } from '../support/world.js';

describe('long polling', () => {
  const world = useWorld();
  let redis: Redis;
  let cable: Cable;
  let doors: OpenDoor[];
  let stops: (() => Promise<void>)[];

  beforeEach(async () => {
    redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
    await redis.flushdb();
    cable = await layCable(redisUrl);
    doors = [];
    stops = [];
    world().sandbox.telegram.addPerson({ id: 42, first_name: 'Anna', language_code: 'ru' });
  });
  afterEach(async () => {
    for (const stop of stops) await stop();
    for (const door of doors) await door.close();
    await cable.cut();
    redis.disconnect();
  });

  const api = () => new Api(botToken, { apiRoot: `${world().url}/telegram` });
  const box = () => redis.lrange('{2getpro}:mail:box:42', 0, -1);
  const texts = async () => (await box()).map((raw) => JSON.parse(raw).update.message.text);
  const offsets = () =>
    world()
      .sandbox.telegram.journal('getUpdates')
      .map(({ params }) => Number(params['offset']));

  /** A bot process that polls; `stop` ends it without giving the lease back, as a kill would. */
  async function start(leaseMs = 60_000): Promise<{ received: string[]; stop: () => Promise<void> }> {
    const door = openDoor(cable.url, () => {});
    doors.push(door);
    await until(() => door.redis.status === 'ready');
    const received: string[] = [];
    const stop = new AbortController();
    const polling: Polling = {
      api: api(),
      door,
      lease: createLease(door.redis, 'polling', leaseMs),
      allowedUpdates,
      received: (result) => void received.push(result),
      log,
    };
    const running = poll(polling, stop.signal);
    const end = async () => {
      stop.abort();
      await running;
    };
    stops.push(end);
    return { received, stop: end };
  }

  it('puts every update into its box, in order, and asks only for what we handle', async () => {
    const { received } = await start();
    for (const text of ['one', 'two', 'three']) world().sandbox.telegram.say(42, text);
    await until(() => received.length === 3);
    expect(await texts()).to.deep.equal(['one', 'two', 'three']);
    expect(received).to.deep.equal(['taken', 'taken', 'taken']);
    const [first] = world().sandbox.telegram.journal('getUpdates');
    expect(first?.params['allowed_updates']).to.deep.equal([...allowedUpdates]);
  });

  it('confirms an update only after it is in its box', async () => {
    const { received } = await start();
    world().sandbox.telegram.say(42, 'one');
    await until(() => received.length === 1 && pending() === 0);
    await cable.cut();
    world().sandbox.telegram.say(42, 'while Redis is away');
    await until(() => offsets().length >= 2);
    expect(pending()).to.equal(1);

    await cable.mend();
    await until(() => received.length === 2);
    await until(() => pending() === 0);
    expect(await texts()).to.deep.equal(['one', 'while Redis is away']);
    expect(offsets()[2]).to.equal(offsets()[1]);
  });

  const pending = (): number => world().sandbox.telegram.snapshot().updates.pending.length;

  it('waits when another poller or a webhook is there, and goes on when it is gone', async () => {
    await api().setWebhook('https://shop.example/telegram/webhook');
    await start();
    await until(() =>
      world()
        .sandbox.telegram.journal('getUpdates')
        .some(({ ok }) => !ok),
    );
    world().sandbox.telegram.say(42, 'patience');
    await api().deleteWebhook();
    await until(async () => (await box()).length === 1);
    expect(await texts()).to.deep.equal(['patience']);
    const conflicts = world()
      .sandbox.telegram.journal('getUpdates')
      .filter(({ ok }) => !ok);
    expect(conflicts).to.have.lengthOf(1);
  });

  it('is done by one process at a time; the next takes over when the lease of a killed one ends', async () => {
    const first = await start(1_500);
    await until(async () => (await redis.exists('{2getpro}:lease:polling')) === 1);
    const second = await start(1_500);
    world().sandbox.telegram.say(42, 'one');
    await until(() => first.received.length === 1 && pending() === 0); // else the second is given it, too
    expect(second.received).to.deep.equal([]);
    expect(
      world()
        .sandbox.telegram.journal('getUpdates')
        .filter(({ ok }) => !ok),
    ).to.deep.equal([]);

    await first.stop();
    world().sandbox.telegram.say(42, 'two');
    await until(() => second.received.length === 1);
    expect(await texts()).to.deep.equal(['one', 'two']);
  });
});

describe('a lease', () => {
  let redis: Redis;
  beforeEach(async () => {
    redis = new Redis(redisUrl);
    await redis.flushdb();
  });
  afterEach(() => redis.disconnect());

  it('has one holder, who lengthens it, until it is released or runs out', async () => {
    const [a, b] = [createLease(redis, 'one', 200), createLease(redis, 'one', 200)];
    expect([await a.hold(), await b.hold(), await a.hold()]).to.deep.equal([true, false, true]);
    await b.release();
    expect(await b.hold()).to.equal(false);
    await a.release();
    expect(await b.hold()).to.equal(true);
    await until(() => a.hold(), 2_000);
    expect(await createLease(redis, 'another', 200).hold()).to.equal(true);
  });
});

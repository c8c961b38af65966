import { expect } from 'chai';
import { Redis } from 'ioredis';
import { Throttled } from '../../src/domain/errors.js';
import type { Lane } from '../../src/domain/lane.js';
import { createLimiter, type Limiter } from '../../src/telegram/limiter.js';
import { createTelegram } from '../../src/telegram/telegram.js';
import { redisUrl } from '../support/redis.js';
import { botToken } from '../support/scope.js';
import { failure } from '../support/shop.js';
import { until } from '../support/until.js';
import { useWorld } from '../support/world.js';

describe('the limiter of the fleet', () => {
  let connections: Redis[];
  let limiters: Limiter[];
  beforeEach(async () => {
    connections = [new Redis(redisUrl), new Redis(redisUrl)];
    await connections[0]!.flushdb();
    limiters = connections.map(createLimiter);
  });
  afterEach(() => connections.forEach((connection) => connection.disconnect()));

  const bucket = '{2getpro}:telegram:bucket';
  /** So many tokens are left at this moment, by the clock of Redis. */
  const leave = async (tokens: number): Promise<void> => {
    const [seconds, micros] = (await connections[0]!.time()) as [number, number];
    await connections[0]!.hset(bucket, { tokens, at: seconds * 1_000 + Math.floor(micros / 1_000) });
  };
  /** In which order the lanes get through, all asked at once. */
  const race = async (...lanes: Lane[]): Promise<Lane[]> => {
    const through: Lane[] = [];
    await Promise.all(
      lanes.map(async (lane, index) => {
        await limiters[index % 2]!.acquire(lane, BigInt(index), true);
        through.push(lane);
      }),
    );
    return through;
  };
  const took = async (work: Promise<unknown>): Promise<number> => {
    const started = performance.now();
    await work;
    return performance.now() - started;
  };

  it('lets through twenty at once and 28 a second after that, however many processes there are', async () => {
    const started = performance.now();
    const times: number[] = [];
    await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        await limiters[index % 2]!.acquire(0, BigInt(index), true);
        times.push(performance.now() - started);
      }),
    );
    expect(times).to.have.lengthOf(50);
    for (let n = 21; n <= 50; n++) {
      // The n-th may go when 20 and what grew meanwhile are enough; 40 ms for clocks that are rounded.
      expect(times[n - 1], `the ${n}th`).to.be.at.least(((n - 20) * 1_000) / 28 - 40);
    }
  });

  it('keeps some for replies when notices have used up theirs, and some for both when a broadcast has', async () => {
    await leave(11);
    expect((await race(2, 1, 0)).at(-1)).to.equal(2);
    await leave(4);
    expect((await race(2, 1, 0))[0]).to.equal(0);
    await leave(40);
    expect(await took(race(2))).to.be.lessThan(250);
  });

  it('sends one chat three new messages at once, then one a second, and edits at any time', async () => {
    const [limiter] = limiters;
    expect(await took(Promise.all([1, 2, 3].map(() => limiter!.acquire(0, 42n, true))))).to.be.lessThan(500);
    expect(await took(limiter!.acquire(0, 42n, false))).to.be.lessThan(500);
    expect(await took(limiter!.acquire(0, 43n, true))).to.be.lessThan(500);
    expect(await took(limiters[1]!.acquire(0, 42n, true))).to.be.at.least(300);
  });

  it('lets every tap be answered by an edit, also when nothing new may be sent, unless Telegram said 429', async () => {
    await leave(0);
    const before = await connections[0]!.hgetall(bucket);
    await Promise.all(
      Array.from({ length: 100 }, (_, index) => limiters[index % 2]!.acquire(0, BigInt(index), false)),
    );
    expect(await connections[0]!.hgetall(bucket)).to.deep.equal(before);
    await limiters[0]!.pause(0, 1n, 60_000);
    expect(await failure(limiters[1]!.acquire(0, 1n, false))).to.be.instanceOf(Throttled);
  });

  it('tells whoever would wait too long when to come again, and takes nothing for it', async () => {
    const [limiter] = limiters;
    for (let i = 0; i < 3; i++) await limiter!.acquire(0, 42n, true);
    await connections[0]!.set('{2getpro}:telegram:chat:42', Date.now() + 60_000);
    const before = await connections[0]!.hget(bucket, 'tokens');
    const error = await failure(limiter!.acquire(0, 42n, true));
    expect(error).to.be.instanceOf(Throttled);
    expect((error as Throttled).retry)
      .to.have.property('afterMs')
      .within(57_000, 58_500);
    expect(await connections[0]!.hget(bucket, 'tokens')).to.equal(before);
  });

  /** How long that lane has to wait for that chat. */
  const waits = async (lane: Lane, chatId: bigint): Promise<number> => {
    const error = await failure(limiters[1]!.acquire(lane, chatId, false));
    const { retry } = error as Throttled;
    return typeof retry === 'object' ? retry.afterMs : NaN;
  };

  it('keeps the 429 of one chat from the others, in every lane of its own and in the whole fleet', async () => {
    for (let time = 0; time < 5; time++) await limiters[time % 2]!.pause(0, 42n, 10_072_000);
    await limiters[0]!.pause(0, 43n, 60_000);
    for (const lane of [0, 1, 2] as const) {
      expect(await waits(lane, 42n)).to.be.within(10_070_000, 10_072_000);
      expect(await took(limiters[1]!.acquire(lane, 1n, true))).to.be.lessThan(500);
    }
  });

  it('stops a lane and the lower ones once three chats had a 429, for as long as all of them, and replies go on', async () => {
    await limiters[0]!.pause(1, 42n, 60_000);
    await limiters[1]!.pause(1, 43n, 30_000);
    await limiters[0]!.pause(1, 44n, 10_072_000);
    expect(await took(limiters[1]!.acquire(0, 1n, true))).to.be.lessThan(500);
    for (const lane of [1, 2] as const) expect(await waits(lane, 1n)).to.be.within(28_000, 30_000);
  });

  it('does not count a chat whose pause is over', async () => {
    await limiters[0]!.pause(1, 42n, 20);
    await until(async () => (await connections[0]!.exists('{2getpro}:telegram:paused:chat:42')) === 0);
    for (const chat of [43n, 44n]) await limiters[0]!.pause(1, chat, 60_000);
    expect(await took(limiters[1]!.acquire(1, 1n, true))).to.be.lessThan(500);
    await limiters[0]!.pause(1, 45n, 60_000);
    expect(await waits(1, 1n)).to.be.within(58_000, 60_000);
  });

  it('makes no pause shorter', async () => {
    const refuse = async (lane: Lane, ms: number) => {
      await connections[0]!.del(`{2getpro}:telegram:refused:${lane}`);
      for (const chat of [42n, 43n, 44n]) await limiters[0]!.pause(lane, chat, ms);
    };
    await refuse(2, 30_000);
    await refuse(0, 300);
    expect(await took(limiters[1]!.acquire(0, 1n, true))).to.be.within(200, 2_000);
    expect(await waits(2, 1n)).to.be.within(27_000, 30_000);
    expect(await waits(0, 42n)).to.be.within(27_000, 30_000);
  });
});

describe('the limiter before Telegram’s own limits', function () {
  this.timeout(30_000);
  const world = useWorld();

  it('sends to fifty people from two processes without a single 429', async () => {
    await world().control('POST', '/telegram/settings', { limits: true });
    const { telegram } = world().sandbox;
    const connections = [new Redis(redisUrl), new Redis(redisUrl)];
    await connections[0]!.flushdb();
    const senders = connections.map((redis) =>
      createTelegram({ token: botToken, apiRoot: `${world().url}/telegram`, limiter: createLimiter(redis) }),
    );
    for (let id = 1; id <= 50; id++) {
      telegram.addPerson({ id, first_name: 'Anna' });
      telegram.say(id, '/start');
    }
    const shown = { text: 'x', keyboard: { inline_keyboard: [] } };
    await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const sender = senders[index % 2]!;
        await sender.ready(BigInt(index + 1), 0, true);
        await sender.send(BigInt(index + 1), shown, 0);
      }),
    );
    expect(telegram.journal('sendMessage').filter(({ ok }) => !ok)).to.deep.equal([]);
    connections.forEach((connection) => connection.disconnect());
  });
});

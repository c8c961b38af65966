import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect } from 'chai';
import { openQueues, type OpenQueues } from '../../src/queue/producer.js';
import { createSessions, SessionsAway } from '../../src/web/sessions.js';
import { redisUrl } from '../support/redis.js';
import { until } from '../support/until.js';

const hourMs = 3_600_000;

describe('a session of the board', () => {
  let opened: OpenQueues;
  beforeEach(async () => {
    opened = openQueues(redisUrl);
    await until(() => opened.redis.status === 'ready');
    await opened.redis.flushdb();
  });
  afterEach(() => opened.close());

  it('lasts twelve hours at most, however busy it is', async () => {
    let now = 0;
    const sessions = createSessions(opened.redis, 'credentials', () => now);
    const id = await sessions.open('admin');

    now = 12 * hourMs - 1;
    expect(await sessions.userOf(id)).to.equal('admin');
    now = 12 * hourMs;
    expect(await sessions.userOf(id)).to.equal(null);
    now = 0;
    expect(await sessions.userOf(id)).to.equal(null);
  });

  it('is nobody’s when it was never opened', async () => {
    const sessions = createSessions(opened.redis, 'credentials');

    expect(await sessions.userOf('guessed')).to.equal(null);
  });

  it('does not wait for a Redis that hangs', async () => {
    const line = await stallable(redisUrl);
    const behind = openQueues(line.url);
    await until(() => behind.redis.status === 'ready');
    const sessions = createSessions(behind.redis, 'credentials');
    const id = await sessions.open('admin');

    line.stall(true);
    const startedAt = Date.now();
    const fault = await sessions.userOf(id).catch((error: unknown) => error);
    expect(fault).to.be.instanceOf(SessionsAway);
    expect(Date.now() - startedAt).to.be.within(900, 1_400);

    line.stall(false);
    expect(await sessions.userOf(id)).to.equal('admin');
    await behind.close();
    line.close();
  });
});

/** A line to Redis on which nothing moves while it is stalled. */
async function stallable(url: string) {
  const { hostname, port } = new URL(url);
  const sockets: Socket[] = [];
  const server = createServer((client) => {
    const redis = connect(Number(port), hostname);
    sockets.push(client, redis);
    client.pipe(redis).pipe(client);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const own = new URL(url);
  own.hostname = '127.0.0.1';
  own.port = String(typeof address === 'object' && address ? address.port : 0);
  return {
    url: own.href,
    stall: (still: boolean) => sockets.forEach((socket) => (still ? socket.pause() : socket.resume())),
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

import { expect } from 'chai';
import type { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { telegramWebhook } from '../../src/bot/webhook.js';
import { openDoor, type OpenDoor } from '../../src/queue/door.js';
import { openQueue, type Payload } from '../../src/queue/producer.js';
import { layCable, type Cable } from '../support/cable.js';
import { redisUrl, until } from '../support/redis.js';
import {
  anna,
  checkoutUpdate,
  memberUpdate,
  messageUpdate,
  paidUpdate,
  tapUpdate,
} from '../support/updates.js';
import { serve, type Served } from '../support/web.js';

const secretToken = 'a-secret-that-only-telegram-knows';

describe('the webhook for Telegram', () => {
  let redis: Redis;
  let updates: Queue<Payload>;
  let precheckout: Queue<Payload>;
  let cable: Cable;
  let door: OpenDoor;
  let web: Served;
  let results: string[];

  beforeEach(async () => {
    redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
    await redis.flushdb();
    updates = openQueue('updates', redis, () => {});
    precheckout = openQueue('precheckout', redis, () => {});
    cable = await layCable(redisUrl);
    door = openDoor(cable.url, () => {});
    results = [];
    web = await serve(
      telegramWebhook({ secretToken, door, received: (result) => void results.push(result) }),
    );
    await until(isOpen);
  });
  afterEach(async () => {
    await web.close();
    await door.close();
    await cable.cut();
    await Promise.all([updates.close(), precheckout.close()]);
    redis.disconnect();
  });

  const isOpen = () => {
    try {
      return door.get() !== undefined;
    } catch {
      return false;
    }
  };
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    web.ask('/telegram/webhook', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-telegram-bot-api-secret-token': secretToken,
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const box = (person = anna) => redis.lrange(`{2getpro}:mail:box:${person}`, 0, -1);
  const nothingEnqueued = async (): Promise<void> => {
    expect(await redis.keys('*mail*')).to.deep.equal([]);
    expect([await updates.getJobCountByTypes(), await precheckout.getJobCountByTypes()]).to.deep.equal([
      0, 0,
    ]);
  };

  it('puts an update into its person’s box and wakes the drain', async () => {
    const update = messageUpdate(100, '/start');
    expect((await post(update)).status).to.equal(200);
    const [letter] = (await box()).map((raw) => JSON.parse(raw));
    expect(letter).to.deep.include({ updateId: 100, update });
    const [job] = await updates.getJobs(['waiting']);
    expect(job?.name).to.equal('mailbox.drain');
    expect(job?.data).to.deep.equal({ key: 'mailbox.drain:42', data: {}, correlation: '100' });
    expect(results).to.deep.equal(['taken']);
  });

  it('refuses a wrong or a missing secret, whatever comes with it', async () => {
    const wrong = [secretToken.slice(1), `${secretToken}x`, '', secretToken.toUpperCase()];
    for (const secret of wrong) {
      const answer = await post(messageUpdate(100, '/start'), { 'x-telegram-bot-api-secret-token': secret });
      expect(answer.status, secret).to.equal(401);
    }
    const missing = await web.ask('/telegram/webhook', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: 'x'.repeat(2_000_000),
    });
    expect(missing.status).to.equal(401);
    expect(results).to.deep.equal(Array.from({ length: 5 }, () => 'refused'));
    await nothingEnqueued();
  });

  it('refuses what is not JSON, and what is not an update', async () => {
    const bad = [
      '{"update_id":1,',
      'hello',
      '',
      '[]',
      '"text"',
      '{}',
      '{"update_id":"1"}',
      '{"update_id":1,"message":{"from":{"id":"42"}}}',
      '{"update_id":1,"callback_query":{}}',
      '{"update_id":-1}',
    ];
    for (const body of bad) expect((await post(body)).status, body).to.equal(400);
    expect(results).to.deep.equal(bad.map(() => 'malformed'));
    await nothingEnqueued();
  });

  it('refuses more than 1 MiB, and takes what is just below', async () => {
    const most = JSON.stringify(messageUpdate(100, 'x'.repeat(1_048_000)));
    expect((await post(most)).status).to.equal(200);
    await redis.flushdb();
    const more = JSON.stringify(messageUpdate(101, 'x'.repeat(1_048_577)));
    expect((await post(more)).status).to.equal(413);
    expect(results).to.deep.equal(['taken', 'too_large']);
    await nothingEnqueued();
  });

  it('takes an update once, however often and however fast it comes', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(tapUpdate(100, '1:o:home'))));
    expect(answers.map(({ status }) => status)).to.deep.equal(Array.from({ length: 20 }, () => 200));
    expect(await box()).to.have.lengthOf(1);
    expect(results.filter((result) => result === 'taken')).to.have.lengthOf(1);
    expect(results.filter((result) => result === 'repeated')).to.have.lengthOf(19);
  });

  it('wakes the drain again for a repeated update: the first try may have died before', async () => {
    await post(messageUpdate(100, '/start'));
    await updates.obliterate({ force: true });
    await post(messageUpdate(100, '/start'));
    expect(await updates.getWaitingCount()).to.equal(1);
    expect(await box()).to.have.lengthOf(1);
  });

  it('acknowledges a kind of update that is nobody’s, and keeps nothing of it', async () => {
    const unknown = { update_id: 100, channel_post: { message_id: 1, text: 'x' } };
    expect((await post(unknown)).status).to.equal(200);
    expect(results).to.deep.equal(['ignored']);
    await nothingEnqueued();
  });

  it('keeps payments and membership of somebody whose taps are dropped', async () => {
    for (let id = 1; id <= 60; id++) await post(tapUpdate(id, '1:o:home'));
    expect(await box()).to.have.lengthOf(50);
    await post(memberUpdate(61, 'kicked'));
    await post(paidUpdate(62));
    expect(await box()).to.have.lengthOf(52);
    expect(results.filter((result) => result === 'dropped')).to.have.lengthOf(10);
    expect(results.slice(60)).to.deep.equal(['taken', 'taken']);
  });

  it('sends a pre-checkout past every mailbox, with no more than may be kept of it', async () => {
    const before = Date.now();
    await post(checkoutUpdate(100));
    const [job] = await precheckout.getJobs(['waiting']);
    expect(job?.name).to.equal('precheckout.answer');
    expect(job?.data.key).to.equal('precheckout.answer:7777');
    const { receivedAt, ...rest } = job?.data.data ?? {};
    expect(rest).to.deep.equal({ fromId: anna, currency: 'XTR', totalAmount: 100, payload: '17' });
    expect(receivedAt).to.be.within(before, Date.now());
    expect(await redis.keys('*mail*')).to.deep.equal([]);
  });

  it('asks Telegram to come back while Redis is away, and works when it is there again', async () => {
    await cable.cut();
    await until(() => !isOpen());
    for (const id of [100, 101]) {
      const answer = await post(messageUpdate(id, '/start'));
      expect([answer.status, answer.headers.get('retry-after')]).to.deep.equal([503, '2']);
    }
    expect(results).to.deep.equal(['away', 'away']);
    await nothingEnqueued();

    await cable.mend();
    await until(isOpen);
    expect((await post(messageUpdate(100, '/start'))).status).to.equal(200);
    expect(await box()).to.have.lengthOf(1);
    expect(await updates.getWaitingCount()).to.equal(1);
  });

  it('asks so too, within two seconds, when Redis stops answering without a word', async () => {
    cable.freeze();
    const started = Date.now();
    const answer = await post(messageUpdate(100, '/start'));
    expect([answer.status, answer.headers.get('retry-after')]).to.deep.equal([503, '2']);
    expect(Date.now() - started).to.be.lessThan(3_000);
  });

  it('does so from the start where Redis was never there', async () => {
    await cable.cut();
    const shut = openDoor(cable.url, () => {});
    const other = await serve(telegramWebhook({ secretToken, door: shut, received: () => {} }));
    const ask = () =>
      other.ask('/telegram/webhook', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secretToken },
        body: JSON.stringify(messageUpdate(100, '/start')),
      });
    try {
      expect((await ask()).status).to.equal(503);
      await cable.mend();
      await until(async () => (await ask()).status === 200);
      expect(await box()).to.have.lengthOf(1);
    } finally {
      await other.close();
      await shut.close();
    }
  });

  it('has nothing but this one address', async () => {
    expect((await web.ask('/telegram/webhook')).status).to.equal(404);
    expect((await web.ask('/')).status).to.equal(404);
    await nothingEnqueued();
  });
});

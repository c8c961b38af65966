import { expect } from 'chai';
import {
  channelUpdate,
  anna,
  checkoutUpdate,
  memberUpdate,
  messageUpdate,
  paidUpdate,
  refundUpdate,
  tapUpdate,
} from '../support/updates.js';
import { openWebhook, secretToken, type OpenWebhook } from './open-webhook.js';

describe('the webhook for Telegram', () => {
  const nothing = { keys: [], jobs: 0 };
  let bot: OpenWebhook;
  beforeEach(async () => {
    bot = await openWebhook();
  });
  afterEach(() => bot.close());

  it('puts an update into its person’s box and wakes the drain', async () => {
    const update = messageUpdate(100, '/start');
    expect((await bot.post(update)).status).to.equal(200);
    const [letter] = (await bot.box()).map((raw) => JSON.parse(raw));
    expect(letter).to.deep.include({ updateId: 100, update });
    const [job] = await bot.updates.getJobs(['waiting']);
    expect(job?.name).to.equal('mailbox.drain');
    expect(job?.data).to.deep.equal({ key: 'mailbox.drain:42', data: {}, correlation: '100' });
    expect(bot.results).to.deep.equal(['taken']);
  });

  it('refuses a wrong or a missing secret, whatever comes with it', async () => {
    const wrong = [secretToken.slice(1), `${secretToken}x`, '', secretToken.toUpperCase()];
    for (const secret of wrong) {
      const answer = await bot.post(messageUpdate(100, '/start'), {
        'x-telegram-bot-api-secret-token': secret,
      });
      expect(answer.status, secret).to.equal(401);
    }
    const missing = await bot.ask('/telegram/webhook', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: 'x'.repeat(2_000_000),
    });
    expect(missing.status).to.equal(401);
    expect(bot.results).to.deep.equal(Array.from({ length: 5 }, () => 'refused'));
    expect(await bot.enqueued()).to.deep.equal(nothing);
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
    for (const body of bad) expect((await bot.post(body)).status, body).to.equal(400);
    expect(bot.results).to.deep.equal(bad.map(() => 'malformed'));
    expect(await bot.enqueued()).to.deep.equal(nothing);
  });

  it('refuses more than 1 MiB, and takes what is just below', async () => {
    const most = JSON.stringify(messageUpdate(100, 'x'.repeat(1_048_000)));
    expect((await bot.post(most)).status).to.equal(200);
    await bot.redis.flushdb();
    const more = JSON.stringify(messageUpdate(101, 'x'.repeat(1_048_577)));
    expect((await bot.post(more)).status).to.equal(413);
    expect(bot.results).to.deep.equal(['taken', 'too_large']);
    expect(await bot.enqueued()).to.deep.equal(nothing);
  });

  it('takes an update once, however often and however fast it comes', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => bot.post(tapUpdate(100, '1:o:home'))));
    expect(answers.map(({ status }) => status)).to.deep.equal(Array.from({ length: 20 }, () => 200));
    expect(await bot.box()).to.have.lengthOf(1);
    expect(bot.results.filter((result) => result === 'taken')).to.have.lengthOf(1);
    expect(bot.results.filter((result) => result === 'repeated')).to.have.lengthOf(19);
  });

  it('wakes the drain again for a repeated update: the first try may have died before', async () => {
    await bot.post(messageUpdate(100, '/start'));
    await bot.updates.obliterate({ force: true });
    await bot.post(messageUpdate(100, '/start'));
    expect(await bot.updates.getWaitingCount()).to.equal(1);
    expect(await bot.box()).to.have.lengthOf(1);
  });

  it('acknowledges a kind of update that is nobody’s, and keeps nothing of it', async () => {
    const unknown = { update_id: 100, channel_post: { message_id: 1, text: 'x' } };
    expect((await bot.post(unknown)).status).to.equal(200);
    expect(bot.results).to.deep.equal(['ignored']);
    expect(await bot.enqueued()).to.deep.equal(nothing);
  });

  it('keeps payments and membership of somebody whose taps are dropped', async () => {
    for (let id = 1; id <= 60; id++) await bot.post(tapUpdate(id, '1:o:home'));
    expect(await bot.box()).to.have.lengthOf(50);
    await bot.post(memberUpdate(61, 'kicked'));
    await bot.post(paidUpdate(62));
    await bot.post(refundUpdate(63));
    await bot.post(channelUpdate(64, 'kicked')); // by another: it is told of whom it is about
    expect(await bot.box()).to.have.lengthOf(54);
    expect(bot.results.filter((result) => result === 'dropped')).to.have.lengthOf(10);
    expect(bot.results.slice(60)).to.deep.equal(['taken', 'taken', 'taken', 'taken']);
  });

  it('sends what is typed behind the bot’s name past every mailbox, with no more than is needed of it', async () => {
    const from = { id: 42, is_bot: false, first_name: 'Анна', language_code: 'ru' };
    const query = 'я'.repeat(300);
    const inline_query = { id: '8888', from, query, offset: '', chat_type: 'private' };
    expect((await bot.post({ update_id: 101, inline_query })).status).to.equal(200);
    const [job] = await bot.inline.getJobs(['waiting']);
    expect(job?.data).to.deep.include({
      key: 'inline.answer:8888',
      data: { fromId: 42, text: 'я'.repeat(256) },
    });
    expect(await bot.box()).to.deep.equal([]);
  });

  it('sends a pre-checkout past every mailbox, with no more than may be kept of it', async () => {
    const before = Date.now();
    await bot.post(checkoutUpdate(100));
    const [job] = await bot.precheckout.getJobs(['waiting']);
    expect(job?.name).to.equal('precheckout.answer');
    expect(job?.data.key).to.equal('precheckout.answer:7777');
    const { receivedAt, ...rest } = job?.data.data ?? {};
    expect(rest).to.deep.equal({ fromId: anna, currency: 'XTR', totalAmount: 100, payload: '17' });
    expect(receivedAt).to.be.within(before, Date.now());
    expect(await bot.redis.keys('*mail*')).to.deep.equal([]);
  });

  it('has nothing but this one address', async () => {
    const asked = await bot.ask('/telegram/webhook');
    expect([asked.status, asked.headers.get('allow')]).to.deep.equal([405, 'POST']);
    expect((await bot.ask('/')).status).to.equal(404);
    expect(await bot.enqueued()).to.deep.equal(nothing);
  });
});

import { expect } from 'chai';
import { openBot, type OpenedBot, type Received } from './open-bot.js';
import { type Opened, openChat } from './open-telegram.js';
import { until } from '../../support/until.js';

describe('the sandbox Bot API: delivery to webhooks', () => {
  let sandbox: Opened;
  let bot: OpenedBot;
  beforeEach(async () => {
    sandbox = await openChat({ retryMs: 300 });
    bot = await openBot();
  });
  afterEach(async () => {
    await sandbox.close();
    bot.close();
  });

  const come = (count: number) => until(() => bot.received.length >= count);
  const texts = () => bot.received.map(({ update }) => update.message?.text);

  it('posts each update once, with the secret in its header', async () => {
    await sandbox.api.setWebhook(bot.url, { secret_token: 'Sec_ret-1' });

    sandbox.telegram.say(42, 'hello');
    await come(1);

    expect(bot.received[0]?.headers).to.include({
      'x-telegram-bot-api-secret-token': 'Sec_ret-1',
      'content-type': 'application/json',
    });
    expect(texts()).to.deep.equal(['hello']);
    await until(() => sandbox.telegram.snapshot().updates.pending.length === 0);
  });

  it('sends the next message of a chat only after the one before was taken', async () => {
    const held: Received[] = [];
    bot.handle = (one) => held.push(one);
    await sandbox.api.setWebhook(bot.url);

    sandbox.telegram.say(42, 'one');
    sandbox.telegram.say(42, 'two');
    await come(1);
    await sandbox.api.getMe();
    expect(texts()).to.deep.equal(['one']);
    held[0]?.answer(200);
    await come(2);

    expect(texts()).to.deep.equal(['one', 'two']);
    held[1]?.answer(200);
  });

  it('sends chats side by side, and a person’s tap beside the person’s message', async () => {
    sandbox.telegram.addPerson({ id: 43, first_name: 'Boris' });
    bot.handle = () => undefined;
    await sandbox.api.setWebhook(bot.url);

    sandbox.telegram.say(42, 'one');
    sandbox.telegram.say(43, 'two');
    void sandbox.telegram.forge(42, { data: 'tap' });
    await come(3);

    expect(
      bot.received.map(({ update }) => update.callback_query?.data ?? update.message?.text),
    ).to.have.members(['one', 'two', 'tap']);
  });

  it('holds no more requests open than max_connections', async () => {
    const held: Received[] = [];
    bot.handle = (one) => held.push(one);
    for (const id of [43, 44, 45]) sandbox.telegram.addPerson({ id, first_name: 'P' });
    await sandbox.api.setWebhook(bot.url, { max_connections: 2 });

    for (const id of [43, 44, 45]) sandbox.telegram.say(id, `from ${id}`);
    await come(2);
    await sandbox.api.getMe();
    expect(bot.received).to.have.length(2);
    held[0]?.answer(200);
    await come(3);

    expect(texts()).to.deep.equal(['from 43', 'from 44', 'from 45']);
  });

  it('repeats a refused update at once, then after pauses that double, and keeps the order', async () => {
    bot.handle = (one) => one.answer(bot.received.length < 4 ? 500 : 200);
    await sandbox.api.setWebhook(bot.url);

    sandbox.telegram.say(42, 'one');
    sandbox.telegram.say(42, 'two');
    await come(5);

    expect(texts()).to.deep.equal(['one', 'one', 'one', 'one', 'two']);
    const pauses = bot.received.slice(1, 4).map(({ at }, n) => at - (bot.received[n]?.at ?? 0));
    expect(pauses[0]).to.be.below(250);
    expect(pauses[1]).to.be.at.least(295);
    expect(pauses[2]).to.be.at.least(595);
  });

  it('waits as long as Retry-After asks', async () => {
    bot.handle = (one) => one.answer(bot.received.length === 1 ? 503 : 200, { 'retry-after': '1' });
    await sandbox.api.setWebhook(bot.url);

    sandbox.telegram.say(42, 'one');
    await come(2);

    expect((bot.received[1]?.at ?? 0) - (bot.received[0]?.at ?? 0)).to.be.at.least(995);
  });

  it('does what the answer of the webhook asks for', async () => {
    bot.handle = (one) =>
      one.answer(200, {}, JSON.stringify({ method: 'sendMessage', chat_id: 42, text: 'by reply' }));
    await sandbox.api.setWebhook(bot.url);
    sandbox.telegram.say(42, 'hello');

    await until(() => sandbox.telegram.view(42).messages.some(({ text }) => text === 'by reply'));
  });

  it('delivers the same update once more, when told so', async () => {
    await sandbox.api.setWebhook(bot.url);
    sandbox.telegram.say(42, 'twice');
    await come(1);

    sandbox.telegram.repeatUpdate(bot.received[0]?.update.update_id ?? 0);
    await come(2);

    expect(bot.received[1]?.update).to.deep.equal(bot.received[0]?.update);
  });
});

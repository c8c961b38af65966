import { expect } from 'chai';
import { until } from '../support/until.js';
import { messageUpdate } from '../support/updates.js';
import { openWebhook, type OpenWebhook } from './open-webhook.js';

describe('the webhook for Telegram without Redis', () => {
  const nothing = { keys: [], jobs: 0 };
  let bot: OpenWebhook;
  afterEach(() => bot.close());

  it('asks Telegram to come back while Redis is away, and works when it is there again', async () => {
    bot = await openWebhook();
    await bot.cable.cut();
    await until(() => !bot.isOpen());
    for (const id of [100, 101]) {
      const answer = await bot.post(messageUpdate(id, '/start'));
      expect([answer.status, answer.headers.get('retry-after')]).to.deep.equal([503, '2']);
    }
    expect(bot.results).to.deep.equal(['away', 'away']);
    expect(await bot.enqueued()).to.deep.equal(nothing);

    await bot.cable.mend();
    await until(bot.isOpen);
    await until(async () => (await bot.post(messageUpdate(100, '/start'))).status === 200);
    expect(await bot.box()).to.have.lengthOf(1);
    expect(await bot.updates.getWaitingCount()).to.equal(1);
  });

  it('asks so too, within two seconds, when Redis stops answering without a word', async () => {
    bot = await openWebhook();
    bot.cable.freeze();
    const started = Date.now();
    const answer = await bot.post(messageUpdate(100, '/start'));
    expect([answer.status, answer.headers.get('retry-after')]).to.deep.equal([503, '2']);
    expect(Date.now() - started).to.be.lessThan(3_000);
  });

  it('asks so where Redis was never there', async () => {
    bot = await openWebhook(false);
    expect((await bot.post(messageUpdate(100, '/start'))).status).to.equal(503);
    await bot.cable.mend();
    await until(async () => (await bot.post(messageUpdate(100, '/start'))).status === 200);
    expect(await bot.box()).to.have.lengthOf(1);
  });
});

import { Api } from 'grammy';
import { expect } from 'chai';
import botCheck from '../../src/jobs/bot.check.js';
import { oweSetup } from '../../src/jobs/bot.configure.js';
import { useChat } from '../support/chatting.js';
import { promisedKeys } from '../support/database.js';
import { perform } from '../support/perform.js';
import { botToken } from '../support/scope.js';

const webhook = { webhookUrl: 'https://shop.example/telegram/webhook', secretToken: 'a-secret-of-telegrams' };
const polled = { webhookUrl: null, secretToken: null };

describe('bot.check', () => {
  const chat = useChat();
  const somebodyElse = () => new Api(botToken, { apiRoot: `${chat.world().url}/telegram` });
  const url = () => chat.telegram().snapshot().settings.webhook?.url ?? null;
  const configured = async (bot: typeof webhook | typeof polled): Promise<void> => {
    await oweSetup(chat.scope({ bot }));
    await chat.work({ bot });
  };
  /** How many setups it owes. */
  const check = async (bot: typeof webhook | typeof polled): Promise<number> => {
    const before = await promisedKeys(chat.db());
    await perform(botCheck, 'tick', chat.scope({ bot }));
    return (await promisedKeys(chat.db())).length - before.length;
  };

  it('owes nothing while Telegram sends updates where it was told to', async () => {
    await configured(webhook);
    expect(await check(webhook)).to.equal(0);
    await configured(polled);
    expect(await check(polled)).to.equal(0);
  });

  it('has Telegram told again after somebody deleted the webhook, or set another', async () => {
    await configured(webhook);
    for (const meddle of [
      () => somebodyElse().deleteWebhook(),
      () => somebodyElse().setWebhook('https://other.example/hook'),
    ]) {
      await meddle();
      expect(url()).not.to.equal(webhook.webhookUrl);
      expect(await check(webhook)).to.equal(1);
      await chat.work({ bot: webhook });
      expect(url()).to.equal(webhook.webhookUrl);
    }
  });

  it('frees a bot that polls from a webhook of somebody else’s', async () => {
    await configured(polled);
    await somebodyElse().setWebhook('https://other.example/hook');
    expect(await check(polled)).to.equal(1);
    await chat.work({ bot: polled });
    expect(url()).to.equal(null);
  });

  it('leaves to others what another release has told', async () => {
    await configured(webhook);
    await somebodyElse().deleteWebhook();
    expect(await check({ ...webhook, secretToken: 'a-secret-of-the-release-before' })).to.equal(0);
  });
});

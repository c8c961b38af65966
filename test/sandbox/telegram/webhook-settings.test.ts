import { expect } from 'chai';
import { openBot, type OpenedBot } from './open-bot.js';
import { type Opened, openChat, refused } from './open-telegram.js';
import { until } from '../../support/until.js';

describe('the sandbox Bot API: setting webhooks', () => {
  let sandbox: Opened;
  let bot: OpenedBot;
  beforeEach(async () => {
    sandbox = await openChat({ retryMs: 100 });
    bot = await openBot();
  });
  afterEach(async () => {
    await sandbox.close();
    bot.close();
  });

  const come = (count: number) => until(() => bot.received.length >= count);
  const texts = () => bot.received.map(({ update }) => update.message?.text);

  it('refuses a secret with other characters or of more than 256', async () => {
    await refused(
      sandbox.api.setWebhook(bot.url, { secret_token: 'пароль' }),
      'Bad Request: secret token contains unallowed characters',
    );
    await refused(
      sandbox.api.setWebhook(bot.url, { secret_token: 'x'.repeat(257) }),
      'Bad Request: secret token is too long',
    );
  });

  it('refuses plain HTTP beyond this machine, and other ports than Telegram’s', async () => {
    await refused(
      sandbox.api.setWebhook('http://bot.example/hook'),
      'Bad Request: bad webhook: An HTTPS URL must be provided for webhook',
    );
    await refused(
      sandbox.api.setWebhook('https://bot.example:9000/hook'),
      'Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443',
    );
    await refused(sandbox.api.setWebhook('nonsense'), 'Bad Request: invalid webhook URL specified');
  });

  it('delivers what came before the webhook was set, unless told to drop it', async () => {
    sandbox.telegram.say(42, 'dropped');
    await sandbox.api.setWebhook(bot.url, { drop_pending_updates: true });
    await sandbox.api.deleteWebhook();
    sandbox.telegram.say(42, 'waiting');
    await sandbox.api.setWebhook(bot.url);
    await come(1);

    expect(texts()).to.deep.equal(['waiting']);
  });

  it('tells what is pending and what went wrong', async () => {
    bot.handle = (one) => one.answer(502);
    await sandbox.api.setWebhook(bot.url, { max_connections: 7, allowed_updates: ['message'] });
    sandbox.telegram.say(42, 'one');
    await come(2);

    const info = await sandbox.api.getWebhookInfo();

    expect(info).to.deep.include({
      url: bot.url,
      max_connections: 7,
      pending_update_count: 1,
      allowed_updates: ['message'],
      last_error_message: 'Wrong response from the webhook: 502 Bad Gateway',
    });
    expect(info.last_error_date).to.be.a('number');
  });

  it('tells when nobody listens', async () => {
    await sandbox.api.setWebhook('http://127.0.0.1:1/');
    sandbox.telegram.say(42, 'one');

    let message: string | undefined;
    while (!message) message = (await sandbox.api.getWebhookInfo()).last_error_message;

    expect(message).to.equal('Connection refused');
  });

  it('says whether the webhook was set, was already set, or was deleted', async () => {
    expect((await sandbox.call('setWebhook', { url: bot.url })).body).to.deep.equal({
      ok: true,
      result: true,
      description: 'Webhook was set',
    });
    expect((await sandbox.call('setWebhook', { url: bot.url })).body).to.have.property(
      'description',
      'Webhook is already set',
    );
    expect((await sandbox.call('deleteWebhook')).body).to.have.property('description', 'Webhook was deleted');
    expect((await sandbox.call('deleteWebhook')).body).to.have.property(
      'description',
      'Webhook is already deleted',
    );
  });

  it('stops when the webhook is deleted and keeps the rest for polling', async () => {
    await sandbox.api.setWebhook(bot.url);
    await sandbox.api.deleteWebhook();
    sandbox.telegram.say(42, 'for polling');

    expect((await sandbox.api.getUpdates()).map(({ message }) => message?.text)).to.deep.equal([
      'for polling',
    ]);
    expect(bot.received).to.deep.equal([]);
  });
});

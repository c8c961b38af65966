import { expect } from 'chai';
import { type Opened, openChat, refused } from './open-telegram.js';

describe('the sandbox Bot API: limits', () => {
  let sandbox: Opened;
  let now: number;
  beforeEach(async () => {
    now = Date.now();
    sandbox = await openChat({ limits: true, now: () => now });
  });
  afterEach(() => sandbox.close());

  const burst = async (count: number, chatOf: (n: number) => number) => {
    for (let n = 0; n < count; n += 1) await sandbox.api.sendMessage(chatOf(n), 'x');
  };

  it('lets five messages into a chat at once, and then one a second', async () => {
    await burst(5, () => 42);

    const error = await refused(sandbox.api.sendMessage(42, 'x'), 'Too Many Requests: retry after 1');
    expect(error.parameters).to.deep.equal({ retry_after: 1 });
    now += 1_000;
    await burst(1, () => 42);
    await refused(sandbox.api.sendMessage(42, 'x'), 'Too Many Requests: retry after 1');
  });

  it('lets thirty messages out in a second over all chats', async () => {
    for (let id = 100; id < 131; id += 1) {
      sandbox.telegram.addPerson({ id, first_name: 'P' });
      sandbox.telegram.say(id, '/start');
    }

    await burst(30, (n) => 100 + n);
    await refused(sandbox.api.sendMessage(130, 'x'), 'Too Many Requests: retry after 1');
    now += 100;
    await burst(3, () => 130);
  });

  it('says the wait in the header as well', async () => {
    await burst(5, () => 42);

    const { headers } = await sandbox.call('sendMessage', { chat_id: 42, text: 'x' });

    expect(headers.get('retry-after')).to.equal('1');
  });

  it('counts neither edits nor what was refused', async () => {
    const { message_id: id } = await sandbox.api.sendMessage(42, '0');

    for (let n = 1; n < 10; n += 1) await sandbox.api.editMessageText(42, id, `${n}`);
    for (let n = 0; n < 10; n += 1)
      await refused(sandbox.api.sendMessage(42, ''), 'Bad Request: message text is empty');

    await burst(4, () => 42);
  });

  it('allows setWebhook once a second', async () => {
    await sandbox.api.setWebhook('http://127.0.0.1:1/a');

    await refused(sandbox.api.setWebhook('http://127.0.0.1:1/b'), 'Too Many Requests: retry after 1');
    now += 1_000;
    await sandbox.api.setWebhook('http://127.0.0.1:1/b');
  });

  it('can be switched off', async () => {
    await sandbox.control('/settings', { limits: false });

    await burst(40, () => 42);
  });
});

import { expect } from 'chai';
import { type Opened, openChat, refused } from './open-telegram.js';

describe('the sandbox Bot API: messages', () => {
  let sandbox: Opened;
  before(async () => {
    sandbox = await openChat();
  });
  after(() => sandbox.close());

  it('sends a message and shows it in the chat', async () => {
    const sent = await sandbox.api.sendMessage(42, 'Hello');

    expect(sent).to.deep.include({
      text: 'Hello',
      chat: { id: 42, type: 'private', first_name: 'Anna', username: 'anna' },
    });
    expect(sent.from?.is_bot).to.equal(true);
    expect(sandbox.telegram.view(42).messages.at(-1)).to.include({
      id: sent.message_id,
      from: 'bot',
      text: 'Hello',
    });
  });

  it('counts messages per chat, the people’s among them', async () => {
    const first = await sandbox.api.sendMessage(42, 'one');
    sandbox.telegram.say(42, 'two');

    expect((await sandbox.api.sendMessage(42, 'three')).message_id).to.equal(first.message_id + 2);
  });

  it('refuses a text that is empty, or blank after the markup is read', async () => {
    for (const text of ['', ' \n ', '<b> </b>']) {
      await refused(
        sandbox.api.sendMessage(42, text, { parse_mode: 'HTML' }),
        'Bad Request: message text is empty',
      );
    }
  });

  it('refuses more than 4096 UTF-16 units, counted after the markup is read', async () => {
    const most = `<b>${'ы'.repeat(4096)}</b>`;

    await sandbox.api.sendMessage(42, most, { parse_mode: 'HTML' });
    await refused(sandbox.api.sendMessage(42, `${'👍'.repeat(2048)}!`), 'Bad Request: message is too long');
  });

  it('refuses a chat that it does not know', async () => {
    await refused(sandbox.api.sendMessage(4_040, 'x'), 'Bad Request: chat not found');
    await refused(sandbox.api.sendMessage('', 'x'), 'Bad Request: chat_id is empty');
  });

  it('refuses to write first to a person who never wrote', async () => {
    sandbox.telegram.addPerson({ id: 43, first_name: 'Silent' });

    await refused(sandbox.api.sendMessage(43, 'x'), "Forbidden: bot can't initiate conversation with a user");
  });

  it('refuses to write to a person who blocked the bot, until it is unblocked', async () => {
    sandbox.telegram.addPerson({ id: 44, first_name: 'Cross' });
    sandbox.telegram.say(44, '/start');
    const { message_id: id } = await sandbox.api.sendMessage(44, 'before');
    sandbox.telegram.block(44);

    const blocked = 'Forbidden: bot was blocked by the user';
    await refused(sandbox.api.sendMessage(44, 'x'), blocked);
    await refused(sandbox.api.editMessageText(44, id, 'x'), blocked);
    await refused(sandbox.api.sendChatAction(44, 'typing'), blocked);
    sandbox.telegram.unblock(44);
    await sandbox.api.sendMessage(44, 'after');
  });

  it('refuses a reply to a message that is gone, unless the reply may go without it', async () => {
    await refused(
      sandbox.api.sendMessage(42, 'x', { reply_parameters: { message_id: 9_999 } }),
      'Bad Request: message to be replied not found',
    );
    await sandbox.api.sendMessage(42, 'x', {
      reply_parameters: { message_id: 9_999, allow_sending_without_reply: true },
    });
  });

  it('turns control characters into spaces and trims the text', async () => {
    expect((await sandbox.api.sendMessage(42, '\u0000a\u0007b\n')).text).to.equal('a b');
  });

  it('keeps the last 200 messages of a chat', async () => {
    for (let n = 0; n < 205; n += 1) await sandbox.api.sendMessage(42, `number ${n}`);

    const { messages } = sandbox.telegram.view(42);
    expect(messages).to.have.length(200);
    expect(messages.at(-1)?.text).to.equal('number 204');
  });

  it('refuses an unknown chat action and tells onlookers of a known one', async () => {
    const seen: unknown[] = [];
    sandbox.telegram.events.on('action', (event) => seen.push(event));

    await sandbox.api.sendChatAction(42, 'upload_photo');
    const { status } = await sandbox.call('sendChatAction', { chat_id: 42, action: 'dancing' });

    expect(status).to.equal(400);
    expect(seen).to.deep.equal([{ person: 42, action: 'upload_photo' }]);
  });

  it('deletes a message once', async () => {
    const { message_id: id } = await sandbox.api.sendMessage(42, 'short-lived');

    await sandbox.api.deleteMessage(42, id);

    expect(sandbox.telegram.view(42).messages.map((message) => message.id)).not.to.include(id);
    await refused(sandbox.api.deleteMessage(42, id), 'Bad Request: message to delete not found');
  });

  it('refuses to delete what is older than 48 hours', async () => {
    let now = Date.now();
    const later = await openChat({ now: () => now });
    const { message_id: id } = await later.api.sendMessage(42, 'old');
    const { message_id: young } = await later.api.sendMessage(42, 'younger');

    now += 47 * 3_600_000;
    await later.api.deleteMessage(42, young);
    now += 2 * 3_600_000;
    await refused(later.api.deleteMessage(42, id), "Bad Request: message can't be deleted for everyone");
    await later.close();
  });
});

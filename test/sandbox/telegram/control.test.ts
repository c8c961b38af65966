import { expect } from 'chai';
import { type Opened, openChat, openTelegram, token } from './open-telegram.js';

describe('the sandbox Telegram: people and onlookers', () => {
  let sandbox: Opened;
  beforeEach(async () => {
    sandbox = await openChat();
  });
  afterEach(() => sandbox.close());

  it('takes new people, with an id or without', async () => {
    const made = await sandbox.control('/people', { first_name: 'Boris', platform: 'ios' });
    await sandbox.control('/people', { id: 7, first_name: 'Vera' });

    expect(made).to.deep.equal({ status: 201, body: { id: 1_001, first_name: 'Boris', platform: 'ios' } });
    expect((await sandbox.control('/people')).body).to.deep.include({
      id: 7,
      first_name: 'Vera',
      opened: false,
      blocked: false,
    });
    expect((await sandbox.control('/people', { id: 'x' })).status).to.equal(400);
  });

  it('shows a chat as the person sees it', async () => {
    await sandbox.api.sendMessage(42, '<b>Hi</b>', { parse_mode: 'HTML', protect_content: true });

    const { body } = await sandbox.control('/chats/42');

    expect(body).to.have.nested.property('messages[0].from', 'person');
    expect(body).to.have.nested.property('messages[1].html', '<b>Hi</b>');
    expect(body).to.have.nested.property('messages[1].protected', true);
    expect((await sandbox.control('/chats/404')).status).to.equal(404);
  });

  it('marks the command in what a person says', async () => {
    await sandbox.control('/chats/42/say', { text: '/start ref_7' });

    const [update] = await sandbox.api.getUpdates();

    expect(update?.message).to.deep.include({
      text: '/start ref_7',
      entities: [{ type: 'bot_command', offset: 0, length: 6 }],
    });
  });

  it('splits what is too long for one message, as an app does', async () => {
    const { body } = await sandbox.control('/chats/42/say', { text: 'x'.repeat(5_000) });

    expect(body).to.have.property('message_ids').with.length(2);
    expect((await sandbox.api.getUpdates())[0]?.message?.text).to.have.length(4_096);
  });

  it('tells the bot when it is blocked and unblocked, and keeps the person from writing meanwhile', async () => {
    await sandbox.control('/chats/42/block', {});
    const { status } = await sandbox.control('/chats/42/say', { text: 'x' });
    await sandbox.control('/chats/42/unblock', {});

    const changes = (await sandbox.api.getUpdates()).map(({ my_chat_member: change }) => [
      change?.old_chat_member.status,
      change?.new_chat_member.status,
    ]);
    expect(status).to.equal(409);
    expect(changes).to.deep.equal([
      ['member', 'kicked'],
      ['kicked', 'member'],
    ]);
  });

  it('streams what happens in one chat', async () => {
    const controller = new AbortController();
    const response = await fetch(`${sandbox.controlUrl}/events?person=42`, { signal: controller.signal });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    sandbox.telegram.addPerson({ id: 43, first_name: 'Boris' });
    sandbox.telegram.say(43, 'not mine');
    const { message_id: id } = await sandbox.api.sendMessage(42, 'one');
    await sandbox.api.editMessageText(42, id, 'two');
    await sandbox.api.deleteMessage(42, id);

    let text = '';
    while (!text.includes('event: delete')) text += (await reader?.read())?.value ?? '';
    controller.abort();

    expect(text.match(/event: \w+/g)).to.deep.equal(['event: message', 'event: edit', 'event: delete']);
    expect(text).to.include('"text":"two"').and.not.to.include('not mine');
  });

  it('keeps a journal of calls, refused ones too, without token and secret', async () => {
    await sandbox.api.setWebhook('http://127.0.0.1:1/', { secret_token: 'hidden' });
    await sandbox.call('sendMessage', { chat_id: 42, text: '' });

    const { body } = await sandbox.control('/journal?method=sendmessage&chat_id=42');
    const all = JSON.stringify((await sandbox.control('/journal')).body);

    expect(body).to.have.length(1);
    expect(body).to.have.nested.property('[0].result.description', 'Bad Request: message text is empty');
    expect(body).to.have.nested.property('[0].at').that.is.a('number');
    expect(all).not.to.include(token).and.not.to.include('hidden');
  });

  it('stores commands by scope and language, and refuses bad ones', async () => {
    const commands = [{ command: 'start', description: 'Начать' }];
    await sandbox.api.setMyCommands(commands, { scope: { type: 'all_private_chats' }, language_code: 'ru' });

    expect(
      await sandbox.api.getMyCommands({ scope: { type: 'all_private_chats' }, language_code: 'ru' }),
    ).to.deep.equal(commands);
    expect(await sandbox.api.getMyCommands()).to.deep.equal([]);
    expect((await sandbox.control('/bot')).body).to.deep.include({
      username: 'sandbox_bot',
      commands: { 'all_private_chats::ru': commands },
    });
    const bad = [{ command: 'Bad Name', description: 'x' }];
    expect((await sandbox.call('setMyCommands', { commands: bad })).body).to.have.property(
      'description',
      'Bad Request: BOT_COMMAND_INVALID',
    );
  });

  it('stores the menu button, and refuses a Mini App that is not on HTTPS', async () => {
    const button = { type: 'web_app', text: 'Cabinet', web_app: { url: 'https://example.com' } } as const;
    await sandbox.api.setChatMenuButton({ chat_id: 42, menu_button: button });

    expect(await sandbox.api.getChatMenuButton({ chat_id: 42 })).to.deep.equal(button);
    expect(await sandbox.api.getChatMenuButton()).to.deep.equal({ type: 'default' });
    const { status } = await sandbox.call('setChatMenuButton', {
      menu_button: { ...button, web_app: { url: 'http://example.com' } },
    });
    expect(status).to.equal(400);
  });

  it('describes a person by getChat', async () => {
    expect(await sandbox.api.getChat(42)).to.deep.include({ id: 42, type: 'private', first_name: 'Anna' });
  });

  it('goes on where it was after a restart', async () => {
    const { message_id: id } = await sandbox.api.sendMessage(42, 'before');
    sandbox.telegram.say(42, 'not fetched yet');
    const state: unknown = JSON.parse(JSON.stringify(sandbox.telegram.snapshot()));

    const next = await openTelegram({ state });
    const [update] = await next.api.getUpdates();
    await next.api.editMessageText(42, id, 'after');

    expect(update?.message?.text).to.equal('not fetched yet');
    expect(next.telegram.view(42).messages.map(({ text }) => text)).to.deep.equal([
      '/start',
      'after',
      'not fetched yet',
    ]);
    next.telegram.say(42, 'newer');
    expect((await next.api.getUpdates()).at(-1)?.update_id).to.equal((update?.update_id ?? 0) + 1);
    await next.close();
  });
});

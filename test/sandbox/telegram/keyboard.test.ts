import { expect } from 'chai';
import type { InlineKeyboardButton } from 'grammy/types';
import { type Opened, openChat, refused } from './open-telegram.js';

describe('the sandbox Bot API: keyboards', () => {
  let sandbox: Opened;
  before(async () => {
    sandbox = await openChat();
  });
  after(() => sandbox.close());

  const send = (...row: InlineKeyboardButton[]) =>
    sandbox.api.sendMessage(42, 'x', { reply_markup: { inline_keyboard: [row] } });
  const button = (fields: Record<string, unknown>) =>
    sandbox.call('sendMessage', { chat_id: 42, text: 'x', reply_markup: { inline_keyboard: [[fields]] } });
  const reason = async (fields: Record<string, unknown>) => {
    const { body } = await button(fields);
    return body;
  };

  it('returns and shows the buttons that were sent', async () => {
    const row: InlineKeyboardButton[] = [
      { text: 'Buy', callback_data: 'v1:buy', style: 'primary' },
      { text: 'Copy', copy_text: { text: 'PROMO' } },
      { text: 'Open', url: 'https://example.com' },
      { text: 'Cabinet', web_app: { url: 'https://example.com/app' } },
      { text: 'Sold out', disabled: {} },
    ];

    const sent = await send(...row);

    expect(sent.reply_markup?.inline_keyboard).to.deep.equal([row]);
    expect(sandbox.telegram.view(42).messages.at(-1)?.keyboard).to.deep.equal([row]);
  });

  it('refuses callback data that is empty or longer than 64 bytes', async () => {
    await send({ text: 'x', callback_data: 'ы'.repeat(32) });
    await refused(send({ text: 'x', callback_data: 'ы'.repeat(33) }), 'Bad Request: BUTTON_DATA_INVALID');
    await refused(send({ text: 'x', callback_data: '' }), 'Bad Request: BUTTON_DATA_INVALID');
  });

  it('refuses a URL with the scheme of an app', async () => {
    await refused(
      send({ text: 'x', url: 'happ://add/https://example.com' }),
      "Bad Request: inline keyboard button URL 'happ://add/https://example.com' is invalid: Unsupported URL protocol",
    );
  });

  it('takes http, https and tg URLs', async () => {
    await send(
      { text: 'x', url: 'http://127.0.0.1:8080/open/happ/1' },
      { text: 'x', url: 'tg://user?id=42' },
    );
    await refused(
      send({ text: 'x', url: 'http://localhost/' }),
      "Bad Request: inline keyboard button URL 'http://localhost/' is invalid: Wrong HTTP URL",
    );
  });

  it('refuses a button without an action, and one with two', async () => {
    expect(await reason({ text: 'x' })).to.have.property(
      'description',
      'Bad Request: text buttons are unallowed in the inline keyboard',
    );
    expect(await reason({ text: 'x', url: 'https://example.com', callback_data: 'x' })).to.have.property(
      'description',
      'Bad Request: BUTTON_TYPE_INVALID',
    );
  });

  it('refuses a button without a text', async () => {
    expect((await button({ text: '', callback_data: 'x' })).status).to.equal(400);
  });

  it('refuses a text to copy of more than 256 characters', async () => {
    await send({ text: 'x', copy_text: { text: 'y'.repeat(256) } });
    await refused(
      send({ text: 'x', copy_text: { text: 'y'.repeat(257) } }),
      'Bad Request: BUTTON_COPY_TEXT_INVALID',
    );
  });

  it('refuses a Mini App that is not on HTTPS, and a style that there is not', async () => {
    expect((await button({ text: 'x', web_app: { url: 'http://example.com' } })).status).to.equal(400);
    expect((await button({ text: 'x', callback_data: 'x', style: 'pink' })).status).to.equal(400);
  });

  it('refuses a Pay button outside of an invoice', async () => {
    await refused(send({ text: 'Pay', pay: true }), 'Bad Request: BUTTON_POS_INVALID');
  });

  it('shows and takes away the keyboard of the person', async () => {
    await sandbox.api.sendMessage(42, 'x', { reply_markup: { keyboard: [[{ text: 'Menu' }]] } });
    expect(sandbox.telegram.view(42).messages.at(-1)?.reply_keyboard).to.deep.equal([['Menu']]);

    await sandbox.api.sendMessage(42, 'x', { reply_markup: { remove_keyboard: true } });
    expect(sandbox.telegram.view(42).messages.at(-1)?.reply_keyboard).to.deep.equal([]);
  });

  it('refuses markup that is not JSON', async () => {
    const { body } = await sandbox.call('sendMessage', { chat_id: 42, text: 'x', reply_markup: '{' });

    expect(body).to.have.property('description', "Bad Request: can't parse reply markup JSON object");
  });
});

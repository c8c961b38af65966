import { expect } from 'chai';
import { InputFile } from 'grammy';
import { type Opened, openChat, png, refused } from './open-telegram.js';

const notModified =
  'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message';

const buttons = (data: string) => ({ inline_keyboard: [[{ text: 'x', callback_data: data }]] });

describe('the sandbox Bot API: edits', () => {
  let sandbox: Opened;
  before(async () => {
    sandbox = await openChat();
  });
  after(() => sandbox.close());

  it('edits text and buttons in place and marks the message as edited', async () => {
    const { message_id: id } = await sandbox.api.sendMessage(42, 'one', { reply_markup: buttons('a') });

    const edited = await sandbox.api.editMessageText(42, id, '<b>two</b>', {
      parse_mode: 'HTML',
      reply_markup: buttons('b'),
    });

    expect(edited).to.deep.include({ message_id: id, text: 'two', reply_markup: buttons('b') });
    expect(edited).to.have.property('edit_date').that.is.a('number');
    expect(sandbox.telegram.view(42).messages.at(-1)).to.include({ id, text: 'two', edited: true });
  });

  it('takes the buttons away when an edit names none', async () => {
    const { message_id: id } = await sandbox.api.sendMessage(42, 'one', { reply_markup: buttons('a') });

    await sandbox.api.editMessageText(42, id, 'two');

    expect(sandbox.telegram.view(42).messages.at(-1)?.keyboard).to.deep.equal([]);
  });

  it('refuses an edit that changes neither text nor entities nor buttons', async () => {
    const { message_id: id } = await sandbox.api.sendMessage(42, 'same', { reply_markup: buttons('a') });
    const edit = (text: string, data: string) =>
      sandbox.api.editMessageText(42, id, text, { parse_mode: 'HTML', reply_markup: buttons(data) });

    await refused(edit('same', 'a'), notModified);
    await edit('<b>same</b>', 'a');
    await refused(edit('<strong>same</strong> ', 'a'), notModified);
    await edit('<b>same</b>', 'b');
    await refused(sandbox.api.editMessageReplyMarkup(42, id, { reply_markup: buttons('b') }), notModified);
  });

  it('edits the buttons alone', async () => {
    const { message_id: id } = await sandbox.api.sendMessage(42, 'kept', { reply_markup: buttons('a') });

    const edited = await sandbox.api.editMessageReplyMarkup(42, id, { reply_markup: buttons('b') });

    expect(edited).to.deep.include({ text: 'kept', reply_markup: buttons('b') });
  });

  it('refuses to edit a message that is gone, and one of the person', async () => {
    const [own = 0] = sandbox.telegram.say(42, 'mine');

    await refused(sandbox.api.editMessageText(42, 9_999, 'x'), 'Bad Request: message to edit not found');
    await refused(sandbox.api.editMessageText(42, own, 'x'), "Bad Request: message can't be edited");
    await refused(
      sandbox.api.editMessageText(42, 0, 'x'),
      'Bad Request: message identifier is not specified',
    );
  });

  it('refuses to edit the text of a photo and the caption of a text', async () => {
    const photo = await sandbox.api.sendPhoto(42, new InputFile(png()));
    const text = await sandbox.api.sendMessage(42, 'x');

    await refused(
      sandbox.api.editMessageText(42, photo.message_id, 'x'),
      'Bad Request: there is no text in the message to edit',
    );
    await refused(
      sandbox.api.editMessageCaption(42, text.message_id, { caption: 'x' }),
      'Bad Request: there is no caption in the message to edit',
    );
  });

  it('edits a caption and refuses one of more than 1024 characters', async () => {
    const { message_id: id } = await sandbox.api.sendPhoto(42, new InputFile(png()), { caption: 'one' });

    const edited = await sandbox.api.editMessageCaption(42, id, {
      caption: '<i>two</i>',
      parse_mode: 'HTML',
    });

    expect(edited).to.deep.include({
      caption: 'two',
      caption_entities: [{ type: 'italic', offset: 0, length: 3 }],
    });
    await refused(
      sandbox.api.editMessageCaption(42, id, { caption: 'x'.repeat(1025) }),
      'Bad Request: message caption is too long',
    );
  });

  it('replaces a photo, and a text by a photo, through editMessageMedia', async () => {
    const text = await sandbox.api.sendMessage(42, 'x');

    const first = await sandbox.api.editMessageMedia(42, text.message_id, {
      type: 'photo',
      media: new InputFile(png(300, 300), 'qr.png'),
      caption: 'now a photo',
    });
    const second = await sandbox.api.editMessageMedia(42, text.message_id, {
      type: 'photo',
      media: new InputFile(png(400, 400), 'qr.png'),
    });

    expect(first).to.include({ caption: 'now a photo' }).and.not.to.have.property('text');
    expect(second).to.have.property('photo').with.nested.property('[1].width', 400);
    expect(second).not.to.have.property('caption');
  });
});

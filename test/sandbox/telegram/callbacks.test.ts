import { expect } from 'chai';
import type { Update } from 'grammy/types';
import { type Opened, openChat, refused } from './open-telegram.js';

const tooOld = 'Bad Request: query is too old and response timeout expired or query ID is invalid';

const result = (n: number) => ({
  type: 'article' as const,
  id: String(n),
  title: 't',
  input_message_content: { message_text: 'x' },
});

describe('the sandbox Bot API: taps', () => {
  let sandbox: Opened;
  let offset = 0;
  beforeEach(async () => {
    sandbox = await openChat({ callbackMs: 1_200 });
    offset = 0;
  });
  afterEach(() => sandbox.close());

  const next = async (): Promise<Update> => {
    const [update] = await sandbox.api.getUpdates({ offset, timeout: 3, limit: 1 });
    if (!update) throw new Error('no update came');
    offset = update.update_id + 1;
    return update;
  };
  const menu = () =>
    sandbox.api.sendMessage(42, 'menu', {
      reply_markup: {
        inline_keyboard: [
          [{ text: 'Buy', callback_data: 'v1:buy' }],
          [
            { text: 'Open', url: 'https://example.com' },
            { text: 'Copy', copy_text: { text: 'PROMO' } },
            { text: 'Sold out', disabled: {} },
          ],
        ],
      },
    });

  it('brings the tap with the message as it is, and the toast to the person', async () => {
    const { message_id: id } = await menu();
    const tapped = sandbox.telegram.tap(42, { message_id: id, row: 0, col: 0 });

    const { callback_query: query } = await next();
    await sandbox.api.answerCallbackQuery(query?.id ?? '', { text: 'Done' });

    expect(query).to.deep.include({ data: 'v1:buy' });
    expect(query?.from).to.include({ id: 42, language_code: 'ru' });
    expect(query?.message).to.include({ message_id: id, text: 'menu' });
    expect(await tapped).to.deep.equal({ answered: true, toast: 'Done' });
  });

  it('tells an alert from a toast', async () => {
    const { message_id: id } = await menu();
    const tapped = sandbox.telegram.tap(42, { message_id: id, data: 'v1:buy' });

    await sandbox.api.answerCallbackQuery((await next()).callback_query?.id ?? '', {
      text: 'Stop',
      show_alert: true,
    });

    expect(await tapped).to.deep.equal({ answered: true, alert: 'Stop' });
  });

  it('refuses a second answer', async () => {
    const { message_id: id } = await menu();
    const tapped = sandbox.telegram.tap(42, { message_id: id, row: 0, col: 0 });
    const query = (await next()).callback_query?.id ?? '';

    await sandbox.api.answerCallbackQuery(query);
    await refused(sandbox.api.answerCallbackQuery(query), tooOld);

    expect(await tapped).to.deep.equal({ answered: true });
  });

  it('refuses a late answer, and an answer to what was never asked', async () => {
    const { message_id: id } = await menu();
    const tapped = sandbox.telegram.tap(42, { message_id: id, row: 0, col: 0 });
    const query = (await next()).callback_query?.id ?? '';

    expect(await tapped).to.deep.equal({ answered: false });
    await refused(sandbox.api.answerCallbackQuery(query), tooOld);
    await refused(sandbox.api.answerCallbackQuery('123'), tooOld);
  });

  it('refuses an answer of more than 200 characters and keeps the query open', async () => {
    const { message_id: id } = await menu();
    const tapped = sandbox.telegram.tap(42, { message_id: id, row: 0, col: 0 });
    const query = (await next()).callback_query?.id ?? '';

    await refused(
      sandbox.api.answerCallbackQuery(query, { text: 'x'.repeat(201) }),
      'Bad Request: MESSAGE_TOO_LONG',
    );
    await sandbox.api.answerCallbackQuery(query, { text: 'x'.repeat(200) });

    expect(await tapped)
      .to.have.property('toast')
      .with.length(200);
  });

  it('allows taps only on buttons that the message has now', async () => {
    const { message_id: id } = await menu();
    await sandbox.api.editMessageText(42, id, 'no buttons');
    const tap = (where: object) => sandbox.control('/chats/42/tap', where).then(({ status }) => status);

    expect(await tap({ message_id: id, row: 0, col: 0 })).to.equal(409);
    expect(await tap({ message_id: id, data: 'v1:buy' })).to.equal(409);
    expect(await tap({ message_id: 9_999, row: 0, col: 0 })).to.equal(404);
  });

  it('opens links, copies texts and ignores disabled buttons without asking the bot', async () => {
    const { message_id: id } = await menu();
    const tap = (col: number) => sandbox.control('/chats/42/tap', { message_id: id, row: 1, col });

    expect((await tap(0)).body).to.deep.equal({ answered: true, url: 'https://example.com' });
    expect((await tap(1)).body).to.deep.equal({ answered: true, copied: 'PROMO' });
    expect((await tap(2)).status).to.equal(409);
    expect(await sandbox.api.getUpdates()).to.deep.equal([]);
  });

  it('forges any data, on a message that is gone or on none', async () => {
    const gone = sandbox.control('/chats/42/forge', { data: 'v1:admin', message_id: 9_999 });
    const first = (await next()).callback_query;
    const none = sandbox.control('/chats/42/forge', { data: 'x'.repeat(500), inline_message_id: 'abc' });
    const second = (await next()).callback_query;
    await sandbox.api.answerCallbackQuery(first?.id ?? '', { text: 'No' });
    await sandbox.api.answerCallbackQuery(second?.id ?? '');

    expect(first?.message).to.deep.include({ message_id: 9_999, date: 0 });
    expect(first?.data).to.equal('v1:admin');
    expect(second).to.include({ inline_message_id: 'abc' }).and.not.to.have.property('message');
    expect((await gone).body).to.deep.equal({ answered: true, toast: 'No' });
    expect((await none).body).to.deep.equal({ answered: true });
  });

  it('brings an inline query and its results, at most 50 with ids of their own', async () => {
    const asked = sandbox.telegram.inlineQuery(42, 'ref');
    const id = (await next()).inline_query?.id ?? '';

    const many = Array.from({ length: 51 }, (_, n) => result(n));
    await refused(sandbox.api.answerInlineQuery(id, many), 'Bad Request: RESULTS_TOO_MUCH');
    await refused(
      sandbox.api.answerInlineQuery(id, [result(1), result(1)]),
      'Bad Request: RESULT_ID_DUPLICATE',
    );
    await sandbox.api.answerInlineQuery(id, [result(1)]);

    expect(await asked).to.have.length(1);
    await refused(sandbox.api.answerInlineQuery(id, []), tooOld);
  });
});

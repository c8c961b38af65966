import { expect } from 'chai';
import { Throttled } from '../../src/domain/errors.js';
import type { Lane } from '../../src/domain/lane.js';
import type { Limiter } from '../../src/telegram/limiter.js';
import { createTelegram, type Telegram } from '../../src/telegram/telegram.js';
import { botToken } from '../support/scope.js';
import { failure } from '../support/shop.js';
import { useWorld } from '../support/world.js';

const shown = (text: string) => ({
  text,
  keyboard: { inline_keyboard: [[{ text: 'ok', callback_data: 'x' }]] },
});

describe('the sender', () => {
  const world = useWorld();
  let telegram: Telegram;
  let acquired: [Lane, bigint, boolean][];
  let paused: [Lane, bigint | string, number][];
  let called: [string, string][];

  beforeEach(() => {
    acquired = [];
    paused = [];
    called = [];
    const limiter: Limiter = {
      acquire: async (lane, chatId, isNew) => void acquired.push([lane, chatId, isNew]),
      pause: async (lane, whom, ms) => void paused.push([lane, whom, ms]),
    };
    telegram = createTelegram({
      token: botToken,
      apiRoot: `${world().url}/telegram`,
      limiter,
      called: (method, outcome) => void called.push([method, outcome]),
    });
    world().sandbox.telegram.addPerson({ id: 42, first_name: 'Anna' });
    world().sandbox.telegram.say(42, '/start');
  });
  const sandbox = () => world().sandbox.telegram;
  const messages = () =>
    sandbox()
      .view(42)
      .messages.filter(({ from }) => from === 'bot');

  it('sends HTML with buttons and no preview, within the limits', async () => {
    await telegram.ready(42n, 1, true);
    expect(acquired).to.deep.equal([[1, 42n, true]]);
    const id = await telegram.send(42n, shown('<b>A</b> https://x.example &amp;'), 1);
    expect(messages()[0]).to.deep.include({ id: Number(id), text: 'A https://x.example &' });
    expect(messages()[0]?.keyboard).to.deep.equal(shown('').keyboard.inline_keyboard);
    expect(sandbox().journal('sendMessage')[0]?.params['link_preview_options']).to.deep.equal({
      is_disabled: true,
    });
    expect(called).to.deep.equal([['sendMessage', 'ok']]);
  });

  it('edits in place, which is no new message, and does not mind that nothing changed', async () => {
    const id = await telegram.send(42n, shown('A'), 0);
    await telegram.edit(42n, id, shown('B'), 0);
    await telegram.edit(42n, id, shown('B'), 0);
    expect(messages().map(({ text }) => text)).to.deep.equal(['B']);
    expect(called.at(-1)).to.deep.equal(['editMessageText', 'telegram.already_done']);
  });

  it('draws a QR picture above its words', async () => {
    await telegram.send(42n, { ...shown('<i>scan</i>'), qr: 'https://panel.example/sub/abc' }, 0);
    const [message] = messages();
    expect(message?.caption).to.equal('scan');
    expect(message?.photo).to.include({ width: 512, height: 512 });
    const file = `${world().url}/control/telegram/files/${message?.photo?.file_id}`;
    const picture = await fetch(file).then((got) => got.arrayBuffer());
    expect(Buffer.from(picture).subarray(1, 4).toString()).to.equal('PNG');
  });

  it('answers a tap with a short toast, and does not mind that it is too late', async () => {
    const id = await telegram.send(42n, shown('A'), 0);
    const tapped = sandbox().tap(42, { message_id: Number(id), data: 'x' });
    const query = await queryId();
    await telegram.answer(query, `${'я'.repeat(199)}😀`);
    expect((await tapped).toast).to.match(/^я{199}/);
    await telegram.answer(query, 'again');
    await telegram.answer('12345', undefined);
    expect(called.at(-1)).to.deep.equal(['answerCallbackQuery', 'telegram.already_done']);
  });

  it('tells the fleet which chat a 429 was about, in which lane, and for how long it says', async () => {
    sandbox().addFault({ method: 'sendMessage', kind: '429', times: 1, retryAfter: 9 });
    expect(await failure(telegram.send(42n, shown('A'), 2))).to.be.instanceOf(Throttled);
    expect(paused).to.deep.equal([[2, 42n, 9_000]]);
    expect(called).to.deep.equal([['sendMessage', 'upstream.throttled']]);
  });

  async function queryId(): Promise<string> {
    const updates = await telegram.api.getUpdates({ timeout: 5 });
    const query = updates.find(({ callback_query: one }) => one)?.callback_query;
    if (!query) throw new Error('nobody tapped');
    return query.id;
  }
});

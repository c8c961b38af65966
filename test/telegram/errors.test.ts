import { inspect } from 'node:util';
import { expect } from 'chai';
import {
  AppError,
  MessageGone,
  Never,
  RecipientGone,
  Throttled,
  UpstreamFailed,
} from '../../src/domain/errors.js';
import type { Fault } from '../../src/sandbox/telegram/faults.js';
import { AlreadyDone, meaningOf } from '../../src/telegram/errors.js';
import { createTelegram, type Telegram } from '../../src/telegram/telegram.js';
import { botToken, telegramAt } from '../support/scope.js';
import { failure } from '../support/shop.js';
import { useWorld } from '../support/world.js';

const keyboard = { inline_keyboard: [[{ text: 'x', callback_data: 'x' }]] };

describe('what Telegram’s errors mean', () => {
  const world = useWorld();
  let telegram: Telegram;
  beforeEach(() => {
    telegram = world().telegram;
    world().sandbox.telegram.addPerson({ id: 42, first_name: 'Anna' });
    world().sandbox.telegram.addPerson({ id: 43, first_name: 'Silent' });
    world().sandbox.telegram.say(42, '/start');
  });
  const sandbox = () => world().sandbox.telegram;
  const send = (text = 'x', id = 42n) => telegram.send(id, { text, keyboard }, 0);
  const fault = (kind: Fault['kind'], more: Partial<Fault> = {}) =>
    sandbox().addFault({ method: '*', kind, times: 1, ...more });

  it('a person who cannot be reached is gone', async () => {
    expect(await failure(send('x', 43n)), 'never started').to.be.instanceOf(RecipientGone);
    expect(await failure(send('x', 4_242n)), 'not found').to.be.instanceOf(RecipientGone);
    const id = await send();
    sandbox().block(42);
    expect(await failure(send()), 'blocked').to.be.instanceOf(RecipientGone);
    expect(await failure(telegram.edit(42n, id, { text: 'y', keyboard }, 0))).to.be.instanceOf(RecipientGone);
  });

  it('a message that is not there, or is of another kind, is gone', async () => {
    const edit = (id: bigint) => failure(telegram.edit(42n, id, { text: 'y', keyboard }, 0));
    expect(await edit(9_999n), 'never was').to.be.instanceOf(MessageGone);
    const id = await send();
    await telegram.remove(42n, id, 0);
    expect(await edit(id), 'deleted').to.be.instanceOf(MessageGone);
    expect(await failure(telegram.remove(42n, id, 0)), 'deleted twice').to.be.instanceOf(MessageGone);
    const photo = await telegram.send(42n, { text: 'x', keyboard, qr: 'https://x.example' }, 0);
    expect(await edit(photo), 'a photo').to.be.instanceOf(MessageGone);
    expect(await edit(1n), 'not ours').to.be.instanceOf(MessageGone);
  });

  it('what is so already, or too late, is as good as done', async () => {
    const id = await send();
    const again = telegram.ask('editMessageText', (api) =>
      api.editMessageText(42, Number(id), 'x', { reply_markup: keyboard }),
    );
    expect(await failure(again)).to.be.instanceOf(AlreadyDone);
    const late = telegram.ask('answerCallbackQuery', (api) => api.answerCallbackQuery('1'));
    expect(await failure(late)).to.be.instanceOf(AlreadyDone);
  });

  it('a 429 waits for as long as it says', async () => {
    fault('429', { retryAfter: 17 });
    expect(await failure(send()))
      .to.be.instanceOf(Throttled)
      .with.deep.property('retry', { afterMs: 17_000 });
  });

  it('a server or a line that fails is worth another try', async () => {
    for (const kind of ['500', 'reset', 'lost', 'html', 'timeout'] as const) {
      fault(kind, kind === 'timeout' ? { ms: 50 } : {});
      const error = await failure(send());
      expect(error, kind).to.be.instanceOf(UpstreamFailed).with.property('retry', 'backoff');
    }
  });

  it('a mistake of ours fails for good, with its reason', async () => {
    const mistakes = {
      'broken HTML': [() => send('<b>x'), "can't parse entities"],
      'no text': [() => send(''), 'message text is empty'],
      'too long': [() => send('x'.repeat(4_097)), 'message is too long'],
    } as const;
    for (const [what, [make, reason]] of Object.entries(mistakes)) {
      const error = await failure(make());
      expect(error, what).to.be.instanceOf(Never).with.property('code', 'telegram.400');
      expect(String(error), what).to.include(reason).and.include('sendMessage');
    }
    const revoked = telegramOf(world().url, botToken.replace('AA', 'BB'));
    expect(await failure(revoked.send(42n, { text: 'x', keyboard }, 0)))
      .to.be.instanceOf(Never)
      .with.property('code', 'telegram.401');
    await telegram.ask('setWebhook', (api) => api.setWebhook('https://shop.example/hook'));
    const conflict = await failure(telegram.ask('getUpdates', (api) => api.getUpdates()));
    expect(conflict).to.be.instanceOf(Never).with.property('code', 'telegram.409');
  });

  it('none of them holds the token', async () => {
    const kinds = ['429', '500', 'reset', 'lost', 'html'] as const;
    const errors: unknown[] = [];
    for (const kind of kinds) {
      fault(kind);
      errors.push(await failure(send()));
    }
    errors.push(
      await failure(send('<b>')),
      await failure(telegramAt('http://127.0.0.1:9').send(42n, { text: 'x', keyboard }, 0)),
      await failure(telegramAt('http://no-such-host.invalid').send(42n, { text: 'x', keyboard }, 0)),
      meaningOf(new TypeError(`fetch failed for https://api.telegram.org/bot${botToken}/getMe`), 'getMe'),
    );
    for (const error of errors) {
      expect(error).to.be.instanceOf(AppError);
      const all = `${inspect(error, { depth: 20, showHidden: true })} ${(error as Error).stack} ${JSON.stringify(error)}`;
      expect(all).not.to.include(botToken);
      expect(all).not.to.include(botToken.split(':')[1]);
    }
  });
});

const telegramOf = (url: string, token: string): Telegram =>
  createTelegram({
    token,
    apiRoot: `${url}/telegram`,
    limiter: { acquire: () => Promise.resolve(), pause: () => Promise.resolve() },
  });

import { expect } from 'chai';
import { tell } from '../../src/effects/tell.js';
import type { NewMessage } from '../../src/db/models/message.js';
import { Later, Throttled, UpstreamFailed } from '../../src/domain/errors.js';
import messageSend from '../../src/jobs/message.send.js';
import { useChat, type Somebody } from '../support/chatting.js';
import { until } from '../support/until.js';
import { perform } from '../support/perform.js';
import { failure } from '../support/shop.js';

describe('message.send', () => {
  const chat = useChat();
  let anna: Somebody;
  let userId: bigint;
  beforeEach(async () => {
    anna = chat.meet();
    await anna.say('/start');
    await anna.tap('Меню');
    userId = (await anna.row()).id;
  });

  const owe = async (more: Partial<NewMessage> = {}): Promise<void> => {
    const message = { userId, reason: 'r', screen: 'help', ...more };
    await chat.db().transaction((trx) => tell(chat.db(), trx, message));
  };
  const messages = () => chat.db().messages.query().orderBy('id');
  const send = (id = 1n) => perform(messageSend, id, chat.scope());
  /** A turn that a failed try left behind ends by itself after seconds; a test does not wait for it. */
  const endTurns = () =>
    chat
      .db()
      .knex('messages')
      .update({ turnUntil: new Date(0) });
  const fault = (method: string, kind: '429' | '500' | 'lost', more: object = {}) =>
    chat.telegram().addFault({ method, kind, times: 1, ...more });

  it('tells a thing once for its reason, however often it is owed and sent', async () => {
    await Promise.all([owe(), owe(), owe()]);
    await owe({ screen: 'balance' });
    expect(await messages()).to.have.lengthOf(1);
    await Promise.allSettled(Array.from({ length: 10 }, () => send()));
    await endTurns();
    await send();
    expect(anna.messages()).to.have.lengthOf(2);
    expect(anna.last().text).to.match(/^Как это работает/);
    const [message] = await messages();
    expect(message?.sentAt).to.be.instanceOf(Date);
  });

  it('writes beside the screen, and a later result still finds the screen', async () => {
    await owe();
    await send();
    await owe({ reason: 'late', screen: 'balance', replaces: 'home' });
    await send(2n);
    expect(anna.messages().map(({ text }) => text.slice(0, 6))).to.deep.equal(['Баланс', 'Как эт']);
  });

  it('waits for the screen that it replaces, while that is on its way to them', async () => {
    await chat
      .db()
      .transaction((trx) => chat.db().users.opens(trx, userId, { screen: 'home', awaiting: null, at: null }));
    await owe({ screen: 'balance', replaces: 'home' });
    expect(await send().catch((error: unknown) => error)).to.be.instanceOf(Later);
    expect(anna.messages()).to.have.lengthOf(1);

    await anna.say('/menu');
    await send();
    expect(anna.messages().map(({ text }) => text.slice(0, 6))).to.deep.equal(['Главно', 'Баланс']);
  });

  it('does not wait for a minute for a screen that does not come', async () => {
    await chat
      .db()
      .transaction((trx) => chat.db().users.opens(trx, userId, { screen: 'home', awaiting: null, at: null }));
    await owe({ screen: 'balance', replaces: 'home' });
    await perform(messageSend, 1n, { ...chat.scope(), now: () => new Date(Date.now() + 61_000) });
    expect(anna.last().text).to.match(/^Баланс/);
  });

  it('replaces the screen that it is the result of, and only that', async () => {
    await owe({ screen: 'balance', replaces: 'home' });
    await send();
    expect(anna.messages()).to.have.lengthOf(1);
    expect(anna.last().text).to.match(/^Баланс/);
    expect((await anna.row()).screen).to.equal('balance');

    await owe({ reason: 'b', screen: 'help', replaces: 'home' });
    await send(2n);
    expect(anna.messages().map(({ text }) => text.slice(0, 6))).to.deep.equal(['Баланс', 'Как эт']);
    expect((await anna.row()).screen).to.equal('balance');
  });

  it('is dropped when it belongs in place and they look at something else', async () => {
    await owe({ screen: 'balance', replaces: 'payment:1', inPlace: true });
    await send();
    expect(anna.messages()).to.have.lengthOf(1);
    expect(anna.last().text).to.match(/^Главное меню/);
    const [message] = await messages();
    expect(message?.sentAt).to.equal(null);
    expect(message?.failedAt).to.be.instanceOf(Date);
  });

  it('is dropped, and no menu sent for it, where there is nothing to say any more', async () => {
    await owe({ screen: 'expiring:1:ended:1' });
    await send();
    expect(anna.messages()).to.have.lengthOf(1);
    const [message] = await messages();
    expect(message).to.include({ sentAt: null, failure: 'nothing to say any more' });
  });

  it('tells of no end once the subscription renews itself', async () => {
    const shop = chat.shop();
    await shop.see(await shop.attempt(await shop.order(userId)));
    const { id, paidUntil } = await shop.subscription(userId);
    const screen = `expiring:${id}:before1:${paidUntil!.getTime()}`;
    for (const [reason, renewAt] of [
      ['a', null],
      ['b', paidUntil],
    ] as const) {
      await owe({ reason, screen });
      await chat
        .db()
        .subscriptions.query()
        .patch({ renewAt } as object);
      await send((await messages()).at(-1)!.id);
    }
    expect(anna.messages()).to.have.lengthOf(2);
    const areSent = (await messages()).slice(-2).map(({ sentAt }) => sentAt !== null);
    expect(areSent).to.deep.equal([true, false]);
  });

  it('goes to the screen that it claimed in a try that failed', async () => {
    await owe({ screen: 'balance', replaces: 'home' });
    fault('editMessageText', '500');
    expect(await failure(send())).to.be.instanceOf(UpstreamFailed);
    await endTurns();
    await send();
    expect(anna.messages()).to.have.lengthOf(1);
    expect(anna.last().text).to.match(/^Баланс/);
  });

  it('waits as long as Telegram says, and loses nothing', async () => {
    await owe();
    fault('sendMessage', '429', { retryAfter: 7 });
    const error = await failure(send());
    expect(error).to.be.instanceOf(Throttled).with.deep.property('retry', { afterMs: 7_000 });
    await endTurns();
    await send();
    expect(anna.messages()).to.have.lengthOf(2);
  });

  it('remembers whoever blocked the bot, and is not tried again', async () => {
    await owe();
    chat.telegram().block(42);
    await send();
    const [message] = await messages();
    expect(message).to.include({ sentAt: null, failure: 'the bot is blocked' });
    expect((await anna.row()).blockedAt).to.be.instanceOf(Date);

    await owe({ reason: 'b' });
    const calls = chat.telegram().journal('sendMessage').length;
    await send(2n);
    expect(chat.telegram().journal('sendMessage')).to.have.lengthOf(calls);
    expect((await messages())[1]).to.include({ sentAt: null, failure: 'the bot is blocked' });
  });

  it('is sent by one worker at a time', async () => {
    await owe();
    chat.telegram().addFault({ method: 'sendMessage', kind: 'slow', ms: 300, times: 1 });
    const first = send();
    await until(async () => (await chat.db().knex('messages').whereNotNull('turn')).length === 1);
    const others = await Promise.all(Array.from({ length: 5 }, () => failure(send())));
    await first;
    expect(others.map((error) => String(error))).to.deep.equal(
      Array.from({ length: 5 }, () => "Later: it is another's turn to send message 1"),
    );
    expect(anna.messages()).to.have.lengthOf(2);
  });
});

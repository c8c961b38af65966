import { expect } from 'chai';
import { tell } from '../../src/effects/tell.js';
import type { NewMessage } from '../../src/db/models/message.js';
import { Later, MessageGone, UpstreamFailed } from '../../src/domain/errors.js';
import messageSend from '../../src/jobs/message.send.js';
import type { Telegram } from '../../src/telegram/telegram.js';
import { useChat, type Somebody } from '../support/chatting.js';
import { perform } from '../support/perform.js';
import { failure, rub } from '../support/shop.js';

describe('a late result and a tap at the same time', () => {
  const chat = useChat();
  let anna: Somebody;
  let userId: bigint;
  beforeEach(async () => {
    anna = chat.meet();
    await anna.say('/start');
    await anna.tap('Меню');
    userId = (await anna.row()).id;
  });

  const owe = (more: Partial<NewMessage> = {}): Promise<void> => {
    const message = { userId, reason: 'r', screen: 'balance', replaces: 'home', ...more };
    return chat.db().transaction((trx) => tell(chat.db(), trx, message));
  };
  const send = (telegram: Telegram = chat.world().telegram) =>
    perform(messageSend, 1n, chat.scope({ telegram }));
  const setTurn = (patch: object) => chat.db().knex('messages').update(patch);
  const tapElsewhere = () =>
    chat
      .db()
      .knex('chats')
      .update({ screen: 'help', screenVersion: chat.db().knex.raw('screen_version + 1') });
  /** Telegram before whose first call of this method something else happens. */
  const before = (method: 'edit' | 'send' | 'ready', meanwhile: () => Promise<unknown>): Telegram => {
    const { telegram } = chat.world();
    let isFirst = true;
    const call = telegram[method] as (...args: unknown[]) => Promise<unknown>;
    return {
      ...telegram,
      async [method](...args: unknown[]) {
        const first = isFirst;
        isFirst = false;
        if (first) await meanwhile();
        return call(...args);
      },
    };
  };

  /** A tap that was answered; its update may come again. */
  async function handled(label: string) {
    const pressed = anna.press(label);
    const [update] = await chat.fetchUpdates();
    await chat.handle(update!);
    await pressed;
    return update!;
  }

  const noAnswer = () => Promise.reject(new UpstreamFailed('telegram: editMessageText did not answer'));
  const sendsInVain = async () =>
    expect(await failure(send(before('edit', noAnswer)))).to.be.instanceOf(UpstreamFailed);

  /** The job comes again, when they look at a newer message than the one that showed its result. */
  async function comesAgainElsewhere(): Promise<void> {
    expect(anna.last().text).to.match(/^Баланс/);
    await anna.say('/help');
    await setTurn({ turnUntil: new Date(0) });
    await send();
    expect(anna.messages().filter(({ text }) => text.startsWith('Баланс'))).to.have.lengthOf(1);
    expect(anna.last().text).to.match(/^Как это работает/);
    expect(await chat.db().messages.query())
      .to.have.nested.property('[0].sentAt')
      .that.is.a('date');
  }

  it('end with the newer screen, when the tap came while the result was being shown', async () => {
    await owe();
    await send(before('edit', tapElsewhere));
    expect(anna.messages()).to.have.lengthOf(1);
    expect(anna.last().text).to.match(/^Как это работает/);
    expect((await anna.row()).screen).to.equal('help');
  });

  it('end with the result, when it came while its older screen was being shown', async () => {
    const pressed = anna.press('Помощь');
    const [update] = await chat.fetchUpdates();
    await owe({ replaces: 'help' });
    await chat.handle(update!, { telegram: before('edit', () => send()) });
    await pressed;
    expect(anna.messages()).to.have.lengthOf(1);
    expect(anna.last().text).to.match(/^Баланс/);
    expect((await anna.row()).screen).to.equal('balance');
  });

  it('end with the result, once, also where its older screen becomes a new message', async () => {
    chat.telegram().say(42, '/help');
    const [update] = await chat.fetchUpdates();
    await owe({ replaces: 'help' });
    const early = async () => expect(await failure(send())).to.be.instanceOf(Later);
    await chat.handle(update!, { telegram: before('send', early) });
    expect(anna.last().text).to.match(/^Как это работает/);
    await send();
    expect(anna.messages().filter(({ text }) => text.startsWith('Баланс'))).to.have.lengthOf(1);
    expect(anna.last().text).to.match(/^Баланс/);
  });

  it('end with the newer screen though the answer to the edit was lost, once the job comes again', async () => {
    await owe({ inPlace: true });
    chat.telegram().addFault({ method: 'editMessageText', kind: 'lost', times: 1 });
    expect(await failure(send(before('edit', tapElsewhere)))).to.be.instanceOf(UpstreamFailed);
    expect(anna.last().text).to.match(/^Баланс/);
    await setTurn({ turnUntil: new Date(0) });
    await send();
    expect(anna.messages()).to.have.lengthOf(1);
    expect(anna.last().text).to.match(/^Как это работает/);
    expect(await chat.db().messages.query()).to.have.nested.property('[0].failure', 'nobody looked');
  });

  it('tell the result once, where its sender got no answer and whoever draws the tap shows it', async () => {
    const pressed = anna.press('Помощь');
    const [update] = await chat.fetchUpdates();
    await owe({ replaces: 'help' });
    await chat.handle(update!, { telegram: before('edit', sendsInVain) });
    await pressed;
    await comesAgainElsewhere();
  });

  it('tell the result once, where its sender got no answer and an update that comes again shows it', async () => {
    const update = await handled('Помощь');
    await owe({ replaces: 'help' });
    await sendsInVain();
    await chat.handle(update);
    await comesAgainElsewhere();
  });

  it('leave to its sender what claimed the screen when it was being drawn already', async () => {
    const update = await handled('Баланс');
    await owe({ screen: 'balance', replaces: 'balance' });

    await chat.handle(update, { telegram: before('edit', sendsInVain) });

    const told = () => chat.db().messages.query().first();
    expect(await told())
      .to.have.property('messageId')
      .that.is.a('bigint');
    expect(await told()).to.have.property('sentAt', null);
    await setTurn({ turnUntil: new Date(0) });
    await send();
    expect(await told())
      .to.have.property('sentAt')
      .that.is.a('date');
  });

  it('show what is so when they may be sent, not when they began to wait for that', async () => {
    const pay = () => chat.shop().give(userId, rub(350_00n));
    await owe();
    await send(before('ready', pay));
    expect(anna.last().text).to.match(/^Баланс: 350 ₽/);
  });

  it('keep the turn through every call of a run', async () => {
    await owe();
    let left: number | undefined;
    const { edit } = before('edit', async () => {
      await setTurn({ turnUntil: new Date(Date.now() + 2_000) });
      throw new MessageGone('gone');
    });
    const { send: sent } = before('send', async () => {
      const [{ turnUntil } = { turnUntil: 0 }] = await chat.db().knex('messages').select('turnUntil');
      left = Number(turnUntil) - Date.now();
    });
    await send({ ...chat.world().telegram, edit, send: sent });
    expect(left).to.be.within(10_000, 12_100);
    expect(anna.messages()).to.have.lengthOf(2);
  });

  it('send nothing more when the turn has gone to another', async () => {
    await owe();
    const telegram = before('edit', async () => {
      await setTurn({ turn: crypto.randomUUID() });
      throw new MessageGone('gone');
    });
    expect(await failure(send(telegram))).to.be.instanceOf(Later);
    expect(anna.messages()).to.have.lengthOf(1);
    expect(await chat.db().messages.query()).to.have.nested.property('[0].sentAt', null);
  });

  it('leave the screen alone when the turn has gone to another', async () => {
    await owe();
    await chat.db().messages.takeTurn(1n, crypto.randomUUID(), 60_000);
    const message = await chat.db().messages.query().findById('1');
    const person = await chat.db().users.person(userId);

    const claimed = await chat.db().messages.claimScreen(message!, person!, crypto.randomUUID(), 60_000);

    expect(claimed).to.equal(undefined);
    expect((await anna.row()).screen).to.equal('home');
  });
});

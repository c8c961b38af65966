import { expect } from 'chai';
import { Throttled, UpstreamFailed } from '../../src/domain/errors.js';
import { useDatabase } from '../support/database.js';
import { until } from '../support/until.js';
import { memberUpdate, messageUpdate, tapUpdate } from '../support/updates.js';
import { gate, useMail } from './open-mail.js';

describe('a drain', function () {
  this.timeout(30_000);
  const database = useDatabase();
  const mail = useMail(database);
  const texts = () => mail.wall().shown.map(({ text }) => text.split('\n')[0]);
  const boxes = () => mail.redis().keys('*:mail:box:*');
  const setAside = () => mail.redis().lrange('{2getpro}:mail:dead', 0, -1);
  const processed = async (): Promise<number[]> =>
    (await database.db.knex('processed_updates').orderBy('updateId').select('updateId')).map(({ updateId }) =>
      Number(updateId),
    );
  /** An update in the middle of being handled, until the gate opens. */
  const hold = async () => {
    const held = gate();
    let begun = 0;
    mail.wall().meanwhile = async () => {
      begun += 1;
      await held.opened;
    };
    await mail.put(messageUpdate(1, '/help'));
    const worker = await mail.work();
    await until(() => begun === 1);
    return { ...held, ...worker, begun: () => begun };
  };

  it('sets a poison update aside after five tries, says sorry, and goes on with the chat', async () => {
    mail.wall().meanwhile = ({ text }) => {
      if (text.startsWith('<b>Как это')) throw new Error('our own mistake');
    };
    await mail.put(messageUpdate(1, '/menu'));
    await mail.put(tapUpdate(2, '1:o:help'));
    await mail.put(messageUpdate(3, '/buy'));
    await mail.work();
    await until(async () => (await boxes()).length === 0);
    expect(texts()).to.deep.equal([
      '<b>Главное меню</b>',
      '😔 <b>Не получилось</b>',
      'Сейчас ничего не продаётся. Загляните, пожалуйста, чуть позже.',
    ]);
    expect((await setAside()).map((raw) => JSON.parse(raw).updateId)).to.deep.equal([2]);
    expect(mail.runs.filter(({ result }) => result === 'retry')).to.have.lengthOf(5);
    expect(await processed()).to.deep.equal([1, 2, 3]);
  });

  it('asks somebody for patience at the first failure, so that no button spins for ever', async () => {
    let failures = 0;
    mail.wall().meanwhile = () => {
      if (failures++ < 3) throw new Error('not yet');
    };
    await mail.put(tapUpdate(2, '1:o:help'));
    await mail.work();
    await until(async () => (await boxes()).length === 0);
    expect(texts()).to.deep.equal(['<b>Как это работает</b>']);
    expect(mail.wall().toasts).to.deep.equal(['Не получилось с первого раза, пробуем ещё…']);
  });

  it('says sorry in the language of somebody whom it never got to know', async () => {
    mail.wall().meanwhile = ({ text }) => {
      if (text.includes('Hello')) throw new Error('our own mistake');
    };
    await database.db.knex.raw('alter table users rename to people');
    try {
      await mail.put(messageUpdate(1, '/start', 42, { language_code: 'en' }));
      await mail.work();
      await until(() => texts().length > 0); // the box is empty a little before
      expect(texts()).to.deep.equal(['😔 <b>That did not work</b>']);
    } finally {
      await database.db.knex.raw('alter table people rename to users');
    }
  });

  it('apologizes for nothing to somebody who blocked the bot', async () => {
    await database.db.knex.raw('alter table users rename to people');
    try {
      await mail.put(memberUpdate(1, 'kicked'), 42, false);
      await mail.work();
      await until(async () => (await boxes()).length === 0);
      expect(texts()).to.deep.equal([]);
    } finally {
      await database.db.knex.raw('alter table people rename to users');
    }
  });

  it('blames no update for a 429, or for a database that is away', async () => {
    let failures = 0;
    mail.wall().meanwhile = () => {
      failures += 1;
      if (failures <= 8) throw new Throttled('telegram', 100);
      if (failures <= 16) throw Object.assign(new Error('terminating connection'), { code: '57P01' });
    };
    await mail.put(messageUpdate(1, '/help'));
    await mail.work();
    await until(async () => (await boxes()).length === 0);
    expect(texts()).to.deep.equal(['<b>Как это работает</b>']);
    expect(await setAside()).to.deep.equal([]);
    expect(mail.runs.filter(({ result }) => result === 'later').length).to.be.at.least(16);
  });

  it('answers what was handled however long Telegram is away, and drops none of it', async () => {
    let failures = 0;
    mail.wall().meanwhile = () => {
      if (failures++ < 12) throw new UpstreamFailed('telegram: sendMessage did not answer');
    };
    await mail.put(messageUpdate(1, '/help'));
    await mail.put(messageUpdate(2, '/menu'));
    await mail.work();
    await until(async () => (await boxes()).length === 0);
    expect(texts()).to.deep.equal(['<b>Как это работает</b>', '<b>Главное меню</b>']);
    expect(await setAside()).to.deep.equal([]);
    expect(mail.runs.filter(({ result }) => result === 'retry')).to.have.lengthOf(12);
  });

  it('measures the answer to an update that got one, and to no other', async () => {
    await mail.put(messageUpdate(1, '/help'));
    await mail.put(memberUpdate(2, 'kicked'), 42, false);
    await mail.put(messageUpdate(3, '/menu'));
    await mail.work();
    await until(async () => (await boxes()).length === 0);
    expect(mail.replies).to.have.lengthOf(2);
  });

  it('that was killed is taken up by another worker, at the same update', async () => {
    const { worker, session, begun, open } = await hold();
    await mail.put(messageUpdate(2, '/buy'));
    await worker.close(true);
    await session.close();
    await mail.work();
    await until(() => begun() === 2);
    open();
    await until(async () => (await boxes()).length === 0);
    expect(await processed()).to.deep.equal([1, 2]);
    expect(texts().at(-1)).to.match(/^Сейчас ничего/);
  });

  it('that was lost is woken by the timer, and only where somebody waits', async () => {
    await mail.put(messageUpdate(1, '/help'));
    await mail.queue().obliterate({ force: true });
    expect(await mail.mailbox().wakeForgotten(60_000)).to.equal(0);
    expect(await mail.mailbox().wakeForgotten(0)).to.equal(1);
    expect(await mail.mailbox().wakeForgotten(0)).to.equal(1);
    expect(await mail.queue().getWaitingCount()).to.equal(1);
    await mail.work();
    await until(async () => (await boxes()).length === 0);
    await until(async () => (await mail.mailbox().wakeForgotten(0)) === 0);
    expect(texts()).to.deep.equal(['<b>Как это работает</b>']);
  });

  it('that Bull Board repeats beside a live one handles nothing twice', async () => {
    const old = await mail
      .queue()
      .add('mailbox.drain', { key: 'mailbox.drain:42', data: {} }, { jobId: 'old', attempts: 1 });
    await mail.redis().set('{2getpro}:mail:box:42', 'not a list');
    const { worker, session } = await mail.work();
    await until(() => old.isFailed());
    await worker.close();
    await session.close();
    await mail.redis().del('{2getpro}:mail:box:42');

    const { open, begun } = await hold();
    await mail.put(messageUpdate(2, '/buy'));
    await old.retry('failed');
    await mail.work();
    await until(() => mail.runs.some(({ result }) => result === 'later'));
    expect(begun()).to.equal(1);
    open();
    await until(async () => (await boxes()).length === 0);
    expect(texts()).to.have.lengthOf(2);
    expect(mail.wall().mostAtOnce()).to.equal(1);
    expect(await processed()).to.deep.equal([1, 2]);
  });

  it('in which Redis was wiped handles nothing twice, and the next tap neither', async () => {
    const { open, begun } = await hold();
    await mail.work();
    await mail.redis().flushdb();
    await mail.put(messageUpdate(2, '/buy'));
    await until(() => mail.runs.some(({ result }) => result === 'later'));
    expect(begun()).to.equal(1);
    await mail.put(messageUpdate(1, '/help')); // Telegram sends again what it does not know to be taken
    open();
    await until(async () => (await boxes()).length === 0 && (await processed()).length === 2);
    expect(mail.wall().mostAtOnce()).to.equal(1);
    expect(texts().filter((text) => text?.startsWith('Сейчас ничего'))).to.have.lengthOf.within(1, 2);
    expect(await processed()).to.deep.equal([1, 2]);
    expect((await database.db.knex('chats').first()).screenVersion).to.equal(2n);
  });
});

import { expect } from 'chai';
import { countSetAside, listSetAside, retrySetAside } from '../../src/queue/set-aside.js';
import { useDatabase } from '../support/database.js';
import { until } from '../support/until.js';
import { messageUpdate, tapUpdate } from '../support/updates.js';
import { useMail } from './open-mail.js';

describe('updates that were set aside', function () {
  this.timeout(30_000);
  const database = useDatabase();
  const mail = useMail(database);
  /** And nobody drains any more: who has emptied a box still says sorry, and looks for more. */
  const emptied = () =>
    until(
      async () =>
        (await mail.redis().keys('*:mail:box:*')).length === 0 && (await mail.queue().getActiveCount()) === 0,
    );
  const retry = (...ids: number[]) => retrySetAside(mail.redis(), mail.mailbox(), ids);
  const helps = () => mail.wall().shown.filter(({ text }) => text.startsWith('<b>Как это')).length;
  const failHelp = () =>
    (mail.wall().meanwhile = ({ text }) => {
      if (text.startsWith('<b>Как это')) throw new Error('our own mistake');
    });

  it('are counted and listed, with nothing of what was written', async () => {
    failHelp();
    const before = Date.now();
    await mail.put(messageUpdate(1, '/help', 43), 43);
    await mail.work();
    await emptied();
    await mail.put(tapUpdate(2, '1:o:help'));
    await emptied();

    expect(await countSetAside(mail.redis())).to.equal(2);
    const listed = await listSetAside(mail.redis());
    expect(listed.map(({ updateId, person }) => [updateId, person])).to.deep.equal([
      [2, '42'],
      [1, '43'],
    ]);
    for (const one of listed) {
      expect(one).to.have.all.keys('updateId', 'person', 'receivedAt');
      expect(Number(one.receivedAt)).to.be.within(before, Date.now());
    }
  });

  it('are handled when they are asked for again, once, and as if they came now', async () => {
    failHelp();
    await mail.put(tapUpdate(2, '1:o:help'));
    await mail.work();
    await emptied();
    mail.wall().meanwhile = () => {};
    mail.replies.length = 0;

    const began = Date.now();
    expect(await retry(404)).to.deep.equal([]);
    expect((await Promise.all([retry(2), retry(2, 404)])).flat()).to.deep.equal([2]);
    await until(() => helps() === 1);
    await emptied();
    expect(await retry(2)).to.deep.equal([]);
    expect(await countSetAside(mail.redis())).to.equal(0);
    expect(mail.replies.at(-1)).to.be.at.most(Date.now() - began);
    expect(helps()).to.equal(1);
  });

  it('do now what they could not, behind what their person sent since', async () => {
    await database.db.knex.raw('alter table users rename to people');
    try {
      await mail.put(messageUpdate(1, '/start', 42));
      await mail.work();
      await emptied();
    } finally {
      await database.db.knex.raw('alter table people rename to users');
    }
    const handled = () => database.db.knex('processed_updates').orderBy('updateId').select('updateId');
    expect(await handled()).to.deep.equal([]);
    await mail.queue().pause();
    await mail.put(messageUpdate(2, '/menu'));
    expect(await retry(1)).to.deep.equal([1]);
    const box = await mail.redis().lrange('{2getpro}:mail:box:42', 0, -1);
    expect(box.map((raw) => JSON.parse(raw).updateId)).to.deep.equal([2, 1]);
    await mail.queue().resume();
    await emptied();
    expect((await handled()).map(({ updateId }) => Number(updateId))).to.deep.equal([1, 2]);
  });

  it('stay there while nothing mends them', async () => {
    failHelp();
    await mail.put(tapUpdate(2, '1:o:help'));
    await mail.work();
    await emptied();
    expect(await retry(2)).to.deep.equal([2]);
    await emptied();
    expect(await countSetAside(mail.redis())).to.equal(1);
  });
});

import { expect } from 'chai';
import { promise } from '../../src/queue/promise.js';
import { useDatabase } from '../support/database.js';
import { until } from '../support/until.js';
import { useWork } from '../support/work.js';

describe('a run', function () {
  this.timeout(15_000);
  const database = useDatabase();
  const { job, consume, make, send, open, queue, runs: ended } = useWork(database);

  it('gets its subject and its data, and keeps its promise', async () => {
    const seen: unknown[] = [];
    consume();
    await make(
      job('echo', async (subject, _, { n }) => void seen.push([subject, n])),
      'a:b',
      7,
    );
    await until(async () => (await open()).length === 0);
    expect(seen).to.deep.equal([['a:b', 7]]);
  });

  it('keeps all promises of its key that were open, and no other', async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const seen: number[] = [];
    const j = job('gated', async (_s, _, { n }) => {
      seen.push(n);
      if (seen.length === 1) await gate;
    });
    const { db } = database;
    let early: Promise<void> | undefined;
    await new Promise<void>((resolve) => {
      early = db.transaction(async (trx) => {
        await promise(trx, j, 'x', { n: 1 }); // the lowest id
        resolve();
        await until(() => seen.length === 1); // commits during the run of those above it
      });
    });
    await db.transaction((trx) => promise(trx, j, 'x', { n: 2 }));
    await make(j, 'x', 3);
    consume();
    await early;
    release();
    await until(async () => (await open()).length === 1);
    expect(await open()).to.deep.equal([1n]);

    await send();
    await until(async () => (await open()).length === 0);
    expect(seen).to.deep.equal([3, 1]);
  });

  it('does nothing when an earlier one kept its promise', async () => {
    let runs = 0;
    const j = job('twice', async () => void runs++);
    await make(j, 'x');
    await database.db.knex('outbox').update({ doneAt: new Date() });
    consume();
    await until(async () => (await queue().getCompletedCount()) === 1);
    expect(runs).to.equal(0);
  });

  it('never goes on beside another of its key, even after Redis forgot the first', async () => {
    let [going, most, runs] = [0, 0, 0];
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const j = job('alone', async () => {
      most = Math.max(most, ++going);
      await gate;
      going--;
      runs++;
    });
    consume();
    await make(j, 'x');
    await until(() => going === 1);
    await queue().obliterate({ force: true });
    consume();
    await make(j, 'x');
    await until(() => going > 1 || ended.some(({ result }) => result === 'later'));
    release();
    await until(() => runs === 2);
    expect(most).to.equal(1);
  });
});

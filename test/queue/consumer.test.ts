import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { Never, Throttled } from '../../src/domain/errors.js';
import { useDatabase } from '../support/database.js';
import { until } from '../support/until.js';
import { useWork } from '../support/work.js';

describe('a run that fails', function () {
  this.timeout(15_000);
  const database = useDatabase();
  const { job, consume, make, send, firstPromise, open, queue, reports } = useWork(database);

  it('parks its promise at once when no retry can mend it, and a later success lets it go', async () => {
    let fails = true;
    const j = job('fatal', async () => {
      if (fails) throw new Never('payment.amount_mismatch', 'asked 2, got 1');
    });
    consume();
    await make(j, 'x');
    await until(async () => (await firstPromise()).parkedAt !== null);
    expect(await firstPromise()).to.include({
      reason: 'payment.amount_mismatch: asked 2, got 1',
      doneAt: null,
    });
    await until(async () => (await queue().getFailedCount()) === 1);
    expect(reports).to.deep.equal(['Never: asked 2, got 1']);

    fails = false;
    await make(j, 'x');
    await until(async () => (await open()).length === 0);
    expect(await firstPromise()).to.include({ parkedAt: null });
  });

  it('parks its promise when its attempts are spent, and says why without secrets', async () => {
    let runs = 0;
    const token = `123456789:${'A'.repeat(35)}`;
    const j = job('hopeless', async () => {
      runs++;
      throw new Error(`POST https://api.telegram.org/bot${token}/getMe`);
    });
    consume();
    await make(j, 'x');
    await until(async () => (await firstPromise()).parkedAt !== null);
    expect(runs).to.equal(10);
    expect((await firstPromise()).reason).to.equal(
      'Error: POST https://api.telegram.org/bot<bot token>/getMe',
    );
    await until(async () => (await queue().getFailedCount()) === 1);
    expect(JSON.stringify(await queue().getFailed())).not.to.include(token);
    expect(reports, 'ten tries').to.have.lengthOf(1);
  });

  it('comes later when it is asked to, without spending an attempt', async () => {
    let runs = 0;
    const attempts: number[] = [];
    const j = job('throttled', async () => {
      if (++runs < 5) throw new Throttled('telegram', 3_000);
    });
    consume().on('completed', (delivery) => attempts.push(delivery.attemptsMade));
    await make(j, 'x');
    await until(() => attempts.length === 1);
    expect(reports).to.deep.equal([]);
    expect([runs, attempts]).to.deep.equal([5, [1]]);
  });

  it('does not put off "later" for ever', async () => {
    const j = job('stubborn', async () => {
      throw new Throttled('telegram', 3_000);
    });
    await make(j, 'x');
    await database.db.knex('outbox').update({ dueAt: new Date(Date.now() - 25 * 3_600_000) });
    consume();
    await until(async () => (await firstPromise()).parkedAt !== null);
  });

  const twoDaysAgo = () => new Date(Date.now() - 48 * 3_600_000);

  it('gives a new promise a day of "later" of its own, beside an old one and a dead letter', async () => {
    let runs = 0;
    const j = job('patient', async () => {
      if (++runs < 4) throw new Throttled('telegram', 3_000);
    });
    const old = { job: j.name, key: `${j.name}:x`, dueAt: twoDaysAgo() };
    await database.db.knex('outbox').insert([
      { ...old, sentAt: new Date() },
      { ...old, parkedAt: new Date(), reason: 'was broken' },
    ]);
    await make(j, 'x');
    consume();
    await until(async () => (await open()).length === 0);
    expect(runs, 'they were kept together').to.equal(4);
  });

  it('gives a dead letter that is owed again another day of "later", by a person and on Bull Board', async () => {
    let throttles = 0;
    let fails = true;
    const j = job('again', async () => {
      if (throttles-- > 0) throw new Throttled('telegram', 3_000);
      if (fails) throw new Never('work.broken', 'it is broken');
    });
    const parked = async () => (await firstPromise()).parkedAt !== null;
    const { db } = database;
    await make(j, 'x');
    await db.knex('outbox').update({ dueAt: twoDaysAgo() });
    consume();
    await until(async () => (await parked()) && (await queue().getFailedCount()) === 1);

    throttles = 3;
    const [failed] = await queue().getFailed();
    await failed!.retry();
    await until(() => throttles < 0);
    await until(parked);
    expect(await firstPromise()).to.have.property('reason', 'work.broken: it is broken');

    await db.knex('outbox').update({ dueAt: twoDaysAgo() });
    [throttles, fails] = [3, false];
    expect(await db.outbox.reopen(db.knex, [1n])).to.deep.equal([1n]);
    await send();
    await until(async () => (await open()).length === 0);
  });

  it("of a job it does not know backs off, is a newer worker's meanwhile, and is parked in the end", async () => {
    const j = job('from-the-future', async () => {});
    await make(j, 'x');
    consume(new Map());
    await until(async () => (await queue().getDelayedCount()) === 1);
    expect(await firstPromise()).to.include({ doneAt: null, parkedAt: null });
    await until(async () => (await firstPromise()).parkedAt !== null);
    expect((await firstPromise()).reason).to.include('no such job');
  });

  it('with data that its schema refuses is parked at once', async () => {
    const j = job('typed', async () => {});
    await make(j, 'x');
    await database.db.knex('outbox').update({ data: JSON.stringify({ n: 'seven' }) });
    consume();
    await until(async () => (await firstPromise()).parkedAt !== null);
    expect((await firstPromise()).reason)
      .to.include('work.bad_payload')
      .and.include('n ');
  });

  it('that must stop is handed back unspent', async () => {
    const subject = randomUUID();
    let started = false;
    const j = job('long', async (_, { signal }) => {
      started = true;
      await sleep(10_000, undefined, { signal });
    });
    const worker = consume();
    await make(j, subject);
    await until(() => started);
    const closed = worker.close();
    worker.cancelAllJobs('shutting down');
    await closed;
    const left = await queue().getJob('o-1-1');
    expect(await left?.getState()).to.equal('waiting');
    expect(left?.attemptsMade).to.equal(0);
    expect(await open()).to.deep.equal([1n]);
  });
});

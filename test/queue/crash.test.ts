import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { openSession } from '../../src/db/session.js';
import { databaseUrl, useDatabase } from '../support/database.js';
import { redisUrl } from '../support/redis.js';
import { until } from '../support/until.js';
import { useWork } from '../support/work.js';

const program = fileURLToPath(new URL('../support/dying-worker.ts', import.meta.url));

describe('a run that kills its worker', function () {
  this.timeout(120_000);
  const database = useDatabase();
  const { job, consume, make, send, open, firstPromise, queue } = useWork(database);

  /** A worker that dies in it: the run begins, holds the key's lock, and never reports. */
  const crash = async (key: string) => {
    const dying = await openSession(
      databaseUrl,
      () => {},
      () => {},
    );
    expect((await dying.take(key)).mine).to.equal(true);
    await dying.close();
  };

  it('is parked after ten times, and the queue goes on', async () => {
    let runs = 0;
    const poison = job('poison', async () => void runs++);
    await make(poison, 'x');
    for (let i = 0; i < 10; i++) await crash('poison:x');
    await make(
      job('healthy', async () => {}),
      'y',
    );
    consume();

    await until(async () => (await open()).length === 1);
    await until(async () => (await firstPromise()).parkedAt !== null);
    expect((await firstPromise()).reason).to.include('work.poison');
    expect(runs).to.equal(0);
  });

  it('kills ten real ones and is parked by the next, which goes on with the others', async () => {
    await make(
      job('deadly', async () => {}),
      'x',
    );
    await make(
      job('healthy', async () => {}),
      'y',
    );
    const isOver = async () => (await firstPromise()).parkedAt !== null && (await open()).length === 1;
    /** One life: what ended it, or null where it has come to the end of its work. */
    const live = async (): Promise<string | null> => {
      const worker = spawn(process.execPath, ['--import', 'tsx', program, databaseUrl, redisUrl], {
        stdio: 'ignore',
      });
      let end: string | null = null;
      const ended = once(worker, 'exit').then(([, signal]) => (end = signal as string));
      await until(async () => end !== null || (await isOver()), 30_000);
      if (end !== null) return end;
      worker.kill('SIGKILL');
      await ended;
      return null;
    };
    const ends: string[] = [];
    for (let end = await live(); end !== null; end = await live()) ends.push(end);

    expect(ends).to.deep.equal(Array.from({ length: 10 }, () => 'SIGKILL'));
    expect(await firstPromise()).to.include({ key: 'deadly:x', crashes: 0 });
    expect((await firstPromise()).reason).to.include('work.poison');
    expect(await open()).to.have.lengthOf(1);
  });

  it('is forgiven by each run that reports', async () => {
    let runs = 0;
    const shaky = job('shaky', async () => {
      if (++runs < 3) throw new Error('not yet');
    });
    await make(shaky, 'x');
    for (let i = 0; i < 9; i++) await crash('shaky:x');
    consume();
    await until(async () => (await open()).length === 0);
    expect(runs).to.equal(3);
  });

  it('reopens from a newer promise, from Bull Board and by a person', async () => {
    let runs = 0;
    const mended = job('mended', async () => void runs++);
    const park = () =>
      database.db.knex('outbox').whereNull('doneAt').update({ parkedAt: new Date(), reason: 'was broken' });

    await make(mended, 'newer');
    await queue().obliterate({ force: true });
    await park();
    await make(mended, 'newer');
    consume();
    await until(async () => (await open()).length === 0);

    let fails = true;
    const retried = job('retried', async () => {
      if (fails) throw new Error('broken');
    });
    await make(retried, 'board');
    await until(async () => (await queue().getFailedCount()) === 1);
    fails = false;
    const [failed] = await queue().getFailed();
    await failed!.retry();
    await until(async () => (await open()).length === 0);

    await make(mended, 'person');
    await until(async () => (await open()).length === 0);
    await database.db.knex('outbox').where({ key: 'mended:person' }).update({ doneAt: null });
    await park();
    const ids = await open();
    expect(await database.db.outbox.reopen(database.db.knex, ids)).to.have.length(1);
    await send();
    await until(async () => (await open()).length === 0);
    expect(runs).to.equal(3);
  });

  it('touches its promises while it goes on, so that it runs once however long it takes', async () => {
    let runs = 0;
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const long = job('long', async () => {
      runs++;
      await gate;
    });
    consume(undefined, { longRunMs: 50 });
    await make(long, 'x');
    await until(() => runs === 1);

    const { sentAt: began } = await firstPromise();
    const sentAgain: unknown[] = [];
    await until(async () => {
      sentAgain.push(...(await database.db.outbox.claimOverdue(['long'], 10, 0.1)));
      const { sentAt } = await firstPromise();
      return sentAt.getTime() - began.getTime() > 4_000; // four times as long as recovery waits here
    });
    release();
    await until(async () => (await open()).length === 0);
    expect(sentAgain).to.deep.equal([]);
    expect(runs).to.equal(1);
  });
});

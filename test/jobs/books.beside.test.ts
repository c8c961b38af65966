import { expect } from 'chai';
import { loadJobs, type Jobs } from '../../src/queue/load-jobs.js';
import { promise } from '../../src/queue/promise.js';
import { useDatabase } from '../support/database.js';
import { today } from '../support/day.js';
import { emulated } from '../support/providers.js';
import { until } from '../support/until.js';
import { useWork } from '../support/work.js';

describe('a proof of books that takes hours', () => {
  const database = useDatabase();
  const { serve, consume, send, open, runs } = useWork(database);
  let jobs: Jobs;
  before(async () => (jobs = await loadJobs()));

  it('keeps neither sweeps nor figures nor the books of others waiting', async () => {
    const { db } = database;
    serve(jobs);
    const asked: string[] = [];
    let answer = () => {};
    const answered = new Promise<[]>((resolve) => (answer = () => resolve([])));
    const slow = ['yookassa', 'cryptopay'].map((id) => {
      const listSince = async function* () {
        asked.push(id);
        yield* await answered;
      };
      return [id, { ...emulated.get(id)!, listSince, refundsSince: listSince }] as const;
    });
    const scope = { payments: { known: new Map(slow), notOffered: new Map() } };
    for (const name of ['maintenance', 'reports'] as const) consume(jobs, { name, scope });

    await db.transaction(async (trx) => {
      for (const [id] of slow) await promise(trx, jobs.get('books.match')!, `${id}:${today()}`);
    });
    await send();
    await until(() => asked.length === 2);
    const ticking = ['renewal.sweep', 'expiry.sweep', 'order.expire', 'ledger.audit', 'figures.count'];
    await db.transaction(async (trx) => {
      for (const name of ticking) await promise(trx, jobs.get(name)!, 'a tick');
    });
    await send();
    await until(() => runs.length === ticking.length);
    expect(runs.map(({ job }) => job)).to.have.members(ticking);

    answer();
    await until(async () => (await open()).length === 0);
  });

  it('does not unsee what another look of the same books has seen since', async () => {
    const { breaks } = database.db;
    const sides = { ours: 'none', theirs: '199.00 RUB' } as const;
    const found = {
      kind: 'missing',
      provider: 'yookassa',
      externalId: 'p1',
      paymentId: null,
      ...sides,
    } as const;
    const at = new Date();
    await breaks.see(found, at);
    await breaks.see(found, new Date(at.getTime() - 60_000));
    const look = { at, reach: new Date(0), asked: [] };
    expect(await breaks.closeUnseen('yookassa', look, at)).to.deep.equal([]);
  });
});

import { expect } from 'chai';
import { addJobs } from '../../src/main/cli/jobs.js';
import { useCli } from '../support/cli.js';
import { useDatabase } from '../support/database.js';
import { failure } from '../support/shop.js';

describe('jobs retry', () => {
  const database = useDatabase();
  const cli = useCli([addJobs]);
  const knex = () => database.db.knex;
  beforeEach(() =>
    knex()('outbox').insert([
      { job: 'a', key: 'a:1', parkedAt: new Date() },
      { job: 'a', key: 'a:2' },
    ]),
  );
  const parked = () => knex()('outbox').whereNotNull('parkedAt').orderBy('id').pluck('key');
  const audited = () => knex()('audit_log').pluck('subject');

  it('owes a dead letter again and writes that down, and nothing of what was none', async () => {
    expect(await cli(['jobs', 'retry', '1', '2', '404'])).to.equal('1 of 3 are owed again');
    expect([await parked(), await audited()]).to.deep.equal([[], ['promise:1']]);
  });

  it('owes nothing again that it cannot write down', async () => {
    await knex().raw("alter table audit_log add constraint full_up check (action <> 'job.retry')");
    try {
      expect(await failure(cli(['jobs', 'retry', '1']))).to.have.property('code', '23514');
    } finally {
      await knex().raw('alter table audit_log drop constraint full_up');
    }
    expect([await parked(), await audited()]).to.deep.equal([['a:1'], []]);
  });

  it('says where there is none of that number', async () => {
    expect(await failure(cli(['jobs', 'retry', '2']))).to.have.property('code', 'jobs.unknown');
    expect(await audited()).to.deep.equal([]);
  });
});

import { expect } from 'chai';
import { addBan } from '../../src/main/cli/ban.js';
import { useCli } from '../support/cli.js';
import { useDatabase } from '../support/database.js';
import { failure } from '../support/shop.js';

describe('npm run cli -- ban, unban and bans', () => {
  const database = useDatabase();
  const cli = useCli([addBan]);

  it('shut a person out, list them and let them in again, each with a reason', async () => {
    const { db } = database;
    const user = await db.users.query().insertAndFetch({ telegramId: 4242n, username: 'anna' });
    expect(await cli(['ban', '4242', '--reason', 'spam'])).to.equal('4242 is banned now');
    expect(await cli(['ban', '4242', '--reason', 'spam'])).to.equal('4242 is banned already');
    expect(JSON.parse(await cli(['--json', 'bans']))[0]).to.include({ telegramId: '4242', username: 'anna' });
    expect(await cli(['unban', '4242', '--reason', 'a mistake'])).to.equal('4242 is not banned now');
    expect(await cli(['bans'])).to.equal('nothing');
    const audited = await db
      .knex('audit_log')
      .where({ subject: `user:${user.id}` })
      .orderBy('id');
    expect(audited.map(({ action, reason }) => [action, reason])).to.deep.equal([
      ['ban.add', 'spam'],
      ['ban.remove', 'a mistake'],
    ]);
  });

  it('want a reason, somebody who is known, and no operator', async () => {
    await database.db.users.query().insert({ telegramId: 1n });
    expect(await failure(cli(['ban', '1']))).to.include({ code: 'commander.missingMandatoryOptionValue' });
    expect(String(await failure(cli(['ban', '999', '--reason', 'x'])))).to.include('has pressed Start');
    expect(String(await failure(cli(['ban', '1', '--reason', 'x'], { ADMIN_IDS: '1' })))).to.include(
      'ADMIN_IDS',
    );
    expect(await database.db.knex('audit_log')).to.deep.equal([]);
  });
});

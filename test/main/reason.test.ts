import { expect } from 'chai';
import { addAdmin } from '../../src/main/cli/admin.js';
import { addBan } from '../../src/main/cli/ban.js';
import { addBooks } from '../../src/main/cli/books.js';
import { addJobs } from '../../src/main/cli/jobs.js';
import { addMoney } from '../../src/main/cli/money.js';
import { addPayment } from '../../src/main/cli/payment.js';
import { addUpdates } from '../../src/main/cli/updates.js';
import { useCli } from '../support/cli.js';
import { useDatabase } from '../support/database.js';
import { failure } from '../support/shop.js';

describe('the reason that an operator gives', () => {
  const database = useDatabase();
  const cli = useCli([addAdmin, addBan, addBooks, addJobs, addMoney, addPayment, addUpdates]);

  for (const command of [
    'refund 1',
    'refund-cancel 1',
    'refund-write-off 1',
    'payment settle 1',
    'payment cancel 1',
    'ban 1',
    'unban 1',
    'books explain 1',
    'jobs retry 1',
    'updates retry 1',
    'admin 1',
  ])
    it(`has words in it: ${command}`, async () => {
      for (const empty of ['', '  ', '\n'])
        expect(await failure(cli([...command.split(' '), '--reason', empty]))).to.include({
          code: 'commander.invalidArgument',
        });
    });

  it('is kept without the spaces around it', async () => {
    await database.db.users.query().insert({ telegramId: 1n });
    await cli(['ban', '1', '--reason', '  spam\n']);
    expect(await database.db.knex('audit_log').pluck('reason')).to.deep.equal(['spam']);
  });
});

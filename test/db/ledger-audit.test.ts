import { expect } from 'chai';
import { useDatabase } from '../support/database.js';
import { perform } from '../support/perform.js';
import { openShop, rub } from '../support/shop.js';
import ledgerAudit from '../../src/jobs/ledger.audit.js';

describe('the audit of the ledger', () => {
  const database = useDatabase();
  const audit = () => database.db.ledger.audit();
  const step = () => database.db.ledger.auditOn(() => true);
  /** What no writer of ours can do, since the tables refuse it: somebody's hand, or a restored half. */
  const tamper = (sql: string) =>
    database.db.knex.transaction(async (trx) => {
      await trx.raw('set local session_replication_role = replica');
      await trx.raw(sql);
    });

  beforeEach(async () => {
    const shop = await openShop(database.db);
    await shop.see(await shop.attempt(await shop.order(await shop.person())), 'succeeded');
    const transfer = { from: 'adjust', to: 'user:1', amount: rub(500n) } as const;
    for (const key of ['a', 'b', 'c'])
      await database.db.transaction((trx) => database.db.ledger.transfer(trx, { key, ...transfer }));
  });

  it('finds nothing in books that are right', async () => {
    expect(await audit()).to.deep.equal([]);
  });

  it('finds nothing where all of a payment went back, or a part', async () => {
    for (const state of ['refunded_in_part', 'disputed', 'refunded']) {
      await tamper(`update payments set state = '${state}'`);
      expect(await audit(), state).to.deep.equal([]);
    }
  });

  const wrongs = {
    'an entry that was changed': [
      `update ledger_entries set amount_minor = amount_minor + 1 where id = (select min(id) from ledger_entries)`,
      ['transaction 1'],
    ],
    'an entry that is gone': [
      `delete from ledger_entries where id = (select max(id) from ledger_entries where amount_minor < 0)`,
      ['transaction 4'],
    ],
    'a transaction that moves nothing': [
      `delete from ledger_entries where transaction_id = 1`,
      ['transaction 1'],
    ],
    'a balance that is not its entries': [
      `update ledger_accounts set balance_minor = balance_minor + 1 where name = 'user:1'`,
      ['account user:1'],
    ],
    'a payment that was never credited': [
      `update ledger_transactions set key = 'lost' where key like 'payment:%'`,
      ['payment 1'],
    ],
    'a credit of a payment that nobody paid': [
      `update payments set state = 'expired' where id = 1`,
      ['credit of payment 1'],
    ],
    'a credit of a payment that waits for a person': [
      `update payments set state = 'review' where id = 1`,
      ['credit of payment 1'],
    ],
    'a credit of another amount than was paid': [
      `update payments set amount_minor = amount_minor + 1 where id = 1`,
      ['credit of payment 1'],
    ],
    'a credit in another currency': [
      `update payments set currency = 'USD' where id = 1`,
      ['credit of payment 1'],
    ],
    'a credit of a payment that there is not': [
      `update ledger_transactions set key = 'payment:77' where key = 'a'`,
      ['credit of payment 77'],
    ],
  } as const;
  for (const [what, [sql, faults]] of Object.entries(wrongs))
    it(`finds ${what}`, async () => {
      await tamper(sql);
      expect(await audit()).to.deep.equal(faults);
      expect((await database.db.ledger.audited()).faults).to.deep.equal(faults);
    });

  it('goes on where it stopped, and forgets what was wrong once it saw it mended', async () => {
    await tamper(`update ledger_accounts set balance_minor = balance_minor + 1 where name = 'user:1'`);
    // Transactions and their end, accounts: one part at a time.
    const seen = [await step(), await step(), await step()];
    expect(seen.map(({ faults }) => faults)).to.deep.equal([[], [], ['account user:1']]);
    expect(seen.at(-1)).to.include({ provenAt: null });

    expect((await database.db.ledger.auditOn(() => false)).provenAt).to.be.a('string');
    await tamper(`update ledger_accounts set balance_minor = balance_minor - 1 where name = 'user:1'`);
    expect((await step()).faults, 'not looked at again yet').to.deep.equal(['account user:1']);
    expect((await database.db.ledger.auditOn(() => false)).faults).to.deep.equal([]);
  });

  it('is a job, and tells the log', async () => {
    await tamper(`delete from ledger_entries where transaction_id = 1`);
    await perform(ledgerAudit, 'slot', { db: database.db });
    expect((await database.db.ledger.audited()).faults).to.deep.equal(['transaction 1']);
  });
});

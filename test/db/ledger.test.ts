import { expect } from 'chai';
import * as fc from 'fast-check';
import type { AccountName, Transfer } from '../../src/db/ledger.js';
import { money } from '../../src/domain/money.js';
import { useDatabase } from '../support/database.js';
import { rub, sqlState } from '../support/shop.js';

describe('the ledger', () => {
  const database = useDatabase();
  const move = (transfer: Transfer) =>
    database.db.transaction((trx) => database.db.ledger.transfer(trx, transfer));
  const give = (minor: bigint, key = 'give') =>
    move({ key, from: 'adjust', to: 'user:1', amount: rub(minor) });
  const balance = () => database.db.ledger.balance('user:1', 'RUB');

  it('moves an amount once for its key, however often and however concurrently it is asked to', async () => {
    const moved = await Promise.all(Array.from({ length: 20 }, () => give(100n)));

    expect(moved.filter(Boolean)).to.have.length(1);
    expect(await balance()).to.equal(100n);
    expect(await give(999n)).to.equal(false);
    expect(await database.db.ledger.audit()).to.deep.equal([]);
  });

  it('books what leaves with a minus and what arrives with a plus', async () => {
    await move({ key: 'k', from: 'provider:yookassa', to: 'sales', amount: rub(199_00n) });

    const entries = await database.db
      .knex('ledger_entries as e')
      .join('ledger_accounts as a', 'a.id', 'e.accountId')
      .orderBy('e.id')
      .select('name', 'amountMinor', 'balanceMinor');
    expect(entries).to.deep.equal([
      { name: 'provider:yookassa', amountMinor: -199_00n, balanceMinor: null },
      { name: 'sales', amountMinor: 199_00n, balanceMinor: null },
    ]);
  });

  it('never lets a balance go below zero, whatever fifty spend of it at once', async () => {
    await give(1_000n);

    const spent = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        sqlState(move({ key: `spend:${n}`, from: 'user:1', to: 'sales', amount: rub(90n) })),
      ),
    );

    expect(spent.filter((state) => state === undefined)).to.have.length(11);
    expect(spent.filter((state) => state === '23514')).to.have.length(39);
    expect(await balance()).to.equal(10n);
    expect(await database.db.ledger.audit()).to.deep.equal([]);
  });

  it('takes no part of a transfer that it refuses', async () => {
    await give(100n);
    expect(await sqlState(move({ key: 'x', from: 'user:1', to: 'held:1', amount: rub(101n) }))).to.equal(
      '23514',
    );

    expect(await database.db.ledger.balance('held:1', 'RUB')).to.equal(0n);
    expect(await move({ key: 'x', from: 'user:1', to: 'held:1', amount: rub(99n) })).to.equal(true);
  });

  it('keeps currencies apart', async () => {
    await give(100n);
    await move({ key: 'usd', from: 'adjust', to: 'user:1', amount: money(5n, 'USD') });

    expect(await balance()).to.equal(100n);
    expect(await database.db.ledger.balance('user:1', 'USD')).to.equal(5n);
    const spend = move({ key: 'more', from: 'user:1', to: 'sales', amount: money(6n, 'USD') });
    expect(await sqlState(spend)).to.equal('23514');
  });

  it('does not lock up when two people pay each other at once', async () => {
    await give(1_000n);
    await move({ key: 'other', from: 'adjust', to: 'user:2', amount: rub(1_000n) });

    const both = Array.from({ length: 40 }, (_, n) => {
      const [from, to]: AccountName[] = n % 2 ? ['user:1', 'user:2'] : ['user:2', 'user:1'];
      return move({ key: `swap:${n}`, from: from!, to: to!, amount: rub(1n) });
    });
    await Promise.all(both);

    expect(await balance()).to.equal(1_000n);
    expect(await database.db.ledger.audit()).to.deep.equal([]);
  });

  it('names the accounts and currencies that are wrong', async () => {
    await give(100n);
    await database.db.knex('ledger_accounts').where({ name: 'user:1' }).update({ balanceMinor: 99n });
    expect(await database.db.ledger.audit()).to.deep.equal(['account user:1']);
  });

  it('sums to zero and keeps the right balances after whatever was moved', async () => {
    const account = fc.constantFrom<AccountName>(
      'user:1',
      'user:2',
      'held:7',
      'sales',
      'provider:a',
      'promo',
    );
    const transfer = fc.record({
      key: fc.integer({ min: 1, max: 25 }).map(String),
      from: account,
      to: account,
      amount: fc.bigInt({ min: 1n, max: 500n }).map(rub),
    });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(transfer, { minLength: 1, maxLength: 30 }), async (transfers) => {
        const prefix = `run${(run += 1)}:`;
        const mine = (name: AccountName) => name.replace(':', `:${run}0`) as AccountName;
        await Promise.all(
          transfers.map(({ key, from, to, amount }) =>
            sqlState(move({ key: prefix + key, from: mine(from), to: mine(to), amount })),
          ),
        );
        const faults = await database.db.ledger.audit();
        // What is held belongs to no order here, which another test is about.
        expect(faults.filter((fault) => !fault.startsWith('held for nothing'))).to.deep.equal([]);
      }),
      { numRuns: 15 },
    );
    const { rows } = await database.db.knex.raw<{ rows: { total: bigint; n: bigint }[] }>(
      'select coalesce(sum(amount_minor), 0)::bigint total, count(*) n from ledger_entries',
    );
    expect(rows[0]!.total).to.equal(0n);
    expect(rows[0]!.n > 0n).to.equal(true);
  });
});

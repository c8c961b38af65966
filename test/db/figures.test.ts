import { expect } from 'chai';
import type { AccountName } from '../../src/db/ledger.js';
import figuresCount from '../../src/jobs/figures.count.js';
import { money, type Currency } from '../../src/domain/money.js';
import { useDatabase } from '../support/database.js';
import { perform } from '../support/perform.js';

const dayMs = 86_400_000;

describe('the figures of days', () => {
  const database = useDatabase();
  // 01:30 in Moscow, while it is still the day before in Greenwich
  const now = new Date('2026-03-10T22:30:00Z');
  const count = (at = now) => perform(figuresCount, 'tick', { db: database.db, now: () => at });
  const totals = async () =>
    Object.fromEntries(
      (await database.db.figures.totals('Europe/Moscow', now)).map(({ name, currency, ...rest }) => [
        currency ? `${name} ${currency}` : name,
        [rest.today, rest.week, rest.month, rest.total],
      ]),
    );
  let keys = 0;
  /** Booked at another time than now. */
  const book = (at: Date, from: AccountName, to: AccountName, minor: bigint, currency: Currency = 'RUB') =>
    database.db.transaction(async (trx) => {
      keys += 1;
      const first = { key: `${keys}`, from, to, amount: money(1n, currency) };
      await database.db.ledger.transfer(trx, first);
      const account = (name: string) =>
        `(select id from ledger_accounts where name = '${name}' and currency = '${currency}')`;
      await trx.raw(
        `with t as (insert into ledger_transactions (key, created_at) values (?, ?) returning id)
         insert into ledger_entries (transaction_id, account_id, currency, amount_minor)
         select id, ${account(from)}, ?, ?::bigint from t union all select id, ${account(to)}, ?, ?::bigint from t`,
        [`late ${keys}`, at, currency, String(-minor), currency, String(minor)],
      );
    });
  const ago = (days: number) => new Date(now.getTime() - days * dayMs);
  /** The first transfer of each booking is of this moment, which is after all days that are looked at. */
  const someone = (at: Date) =>
    database.db.knex('users').insert({ telegramId: String(keys + 100), createdAt: at });

  it('tell what came and what went back today, in a week, a month and ever, by currency', async () => {
    await someone(ago(100));
    await book(ago(100), 'provider:a', 'sales', 1_000_00n);
    await book(ago(20), 'provider:b', 'user:1', 200_00n);
    await book(ago(3), 'provider:a', 'sales', 30_00n);
    await book(ago(0.05), 'provider:a', 'sales', 4_00n);
    await book(ago(0.05), 'provider:stars', 'sales', 150n, 'XTR');
    await book(ago(2), 'sales', 'provider:a', 30_00n);
    await book(ago(1), 'provider:a', 'bank', 500_00n);
    await book(ago(1), 'user:1', 'sales', 100_00n);
    await count();
    expect(await totals()).to.deep.equal({
      'back RUB': [0n, 30_00n, 30_00n, 30_00n],
      'came RUB': [4_00n, 34_00n, 234_00n, 1_234_00n],
      'came XTR': [150n, 150n, 150n, 150n],
      payments: [2n, 3n, 4n, 5n],
      people: [0n, 0n, 0n, 1n],
    });
  });

  it('are counted anew for the last two days, and are the same for it', async () => {
    await someone(ago(10));
    await count();
    await book(ago(1), 'provider:a', 'sales', 10_00n);
    await book(ago(5), 'provider:a', 'sales', 70_00n);
    await count();
    await count();
    expect((await totals())['came RUB']).to.deep.equal([0n, 10_00n, 10_00n, 10_00n]);
    expect(await database.db.settings.get('figures')).to.deep.equal({
      day: '2026-03-11',
      at: now.toISOString(),
    });
  });

  it('are none in a shop that nobody has come to', async () => {
    await count();
    expect(await totals()).to.deep.equal({ payments: [0n, 0n, 0n, 0n], people: [0n, 0n, 0n, 0n] });
  });
});

import { expect } from 'chai';
import { useDatabase } from '../support/database.js';
import { monthPrice, openShop, sqlState, type TestShop } from '../support/shop.js';

const refusedChange = '23001';
const refusedValue = '23514';

describe('the database itself', () => {
  const database = useDatabase();
  let shop: TestShop;
  let userId: bigint;

  const ask = (sql: string, ...values: string[]) => sqlState(database.db.knex.raw(sql, values));

  beforeEach(async () => {
    shop = await openShop(database.db);
    userId = await shop.person();
    const order = await shop.order(userId);
    await shop.see(await shop.attempt(order));
    const subscription = await shop.subscription(userId);
    const [grant] = await database.db.grants.query().where({ subscriptionId: subscription.id });
    await database.db.transaction((trx) => database.db.grants.withdraw(trx, grant!.id, 3, 'test'));
    await database.db.knex('audit_log').insert({ actor: 'a', action: 'b', subject: 'c', reason: 'd' });
  });

  for (const [table, column] of [
    ['grants', 'days'],
    ['grant_withdrawals', 'days'],
    ['ledger_transactions', 'key'],
    ['ledger_entries', 'amount_minor'],
    ['payment_events', 'reason'],
    ['plan_versions', 'price_minor'],
    ['audit_log', 'reason'],
  ] as const) {
    it(`refuses to change or delete a row of ${table}, which is append-only`, async () => {
      const { rowCount } = await database.db.knex.raw<{ rowCount: number }>(`select from ${table}`);
      expect(rowCount).to.be.greaterThan(0);
      expect(await ask(`update ${table} set ${column} = ${column}`)).to.equal(refusedChange);
      expect(await ask(`delete from ${table}`)).to.equal(refusedChange);
    });
  }

  it('finds a grant by what it was given for, without reading all of them', async () => {
    const plan = await database.db.knex.transaction(async (trx) => {
      // So many that an index which has to be read from end to end is no better than the table.
      await trx.raw(
        `insert into grants (subscription_id, source, source_id, months, days, plan_version_id, granted_at)
         select subscription_id, source, 'many-' || n, months, days, plan_version_id, granted_at
         from grants, generate_series(1, 5000) n`,
      );
      await trx.raw('analyze grants');
      const { rows } = await trx.raw<{ rows: { 'QUERY PLAN': string }[] }>(
        `explain select * from grants where source = 'order' and source_id = '1'`,
      );
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    });
    expect(plan).to.include('grants_of_source');
  });

  for (const [what, sql] of [
    ['a balance below zero', `update ledger_accounts set balance_minor = -1 where name like 'user:%'`],
    ['a balance of a shared account', `update ledger_accounts set balance_minor = 1 where name = 'sales'`],
    ['a price of 0', `update orders set price_minor = 0`],
    ['a payment of nothing', `update payments set amount_minor = 0`],
    ['an unknown state of a payment', `update payments set state = 'lost'`],
    ['an unknown state of an order', `update orders set state = 'refunded'`],
    ['an unknown kind of order', `update orders set kind = 'barter'`],
    ['an unknown currency', `update orders set currency = 'BTC'`],
    ['a paid order that nothing paid', `update orders set paid_by = null`],
    ['an open order that was paid', `update orders set state = 'open'`],
    ['a purchase of no plan', `update orders set plan_version_id = null`],
    ['an unknown language', `update users set language = 'de'`],
    ['an unknown role', `update users set role = 'god'`],
  ] as const) {
    it(`refuses ${what}`, async () => {
      await shop.give(userId, monthPrice); // makes the account that keeps a balance
      expect(await ask(sql)).to.equal(refusedValue);
    });
  }

  it('refuses a plan version of price 0, of no term, or with a price in no currency', async () => {
    const { planId, panelId } = await shop.offer(1);
    const version = (months: number, price: string, currency: string) =>
      ask(
        `insert into plan_versions (plan_id, panel_id, months, price_minor, currency)
         values (${planId}, ${panelId}, ${months}, ${price}, ${currency})`,
      );
    expect(await version(1, '0', `'RUB'`)).to.equal(refusedValue);
    expect(await version(0, '100', `'RUB'`)).to.equal(refusedValue);
    expect(await version(1, '100', 'null')).to.equal(refusedValue);
    expect(await version(1, '100', `'RUB'`)).to.equal(undefined);
  });

  it('refuses a ledger transaction that does not sum to zero, when it commits', async () => {
    const { knex } = database.db;
    const [from, to] = await knex('ledger_accounts')
      .insert([
        { name: 'bank', currency: 'RUB' },
        { name: 'promo', currency: 'RUB' },
      ])
      .returning<{ id: bigint }[]>('id');
    const book = (...entries: [account: bigint, currency: string, minor: number][]) =>
      sqlState(
        knex.transaction(async (trx) => {
          const [row] = await trx('ledger_transactions')
            .insert({ key: `t${Math.random()}` })
            .returning<{ id: bigint }[]>('id');
          for (const [accountId, currency, amountMinor] of entries) {
            await trx('ledger_entries').insert({ transactionId: row!.id, accountId, currency, amountMinor });
          }
        }),
      );

    expect(await book([from!.id, 'RUB', -100], [to!.id, 'RUB', 99])).to.equal(refusedValue);
    expect(await book([from!.id, 'RUB', -100])).to.equal(refusedValue);
    expect(await book([from!.id, 'RUB', -100], [to!.id, 'USD', 100])).to.equal(refusedValue);
    expect(await book([from!.id, 'RUB', -100], [to!.id, 'RUB', 60], [to!.id, 'RUB', 40])).to.equal(undefined);
  });

  it('refuses a second trial of a person, a second first subscription and a second unfinished attempt', async () => {
    const unique = '23505';
    const { id } = await shop.subscription(userId);
    const trial = (subscription: string) =>
      `insert into grants (subscription_id, source, source_id, days, granted_at)
       values (${subscription}, 'trial', '${userId}', 3, now())`;
    expect(await ask(trial(String(id)))).to.equal(undefined);
    const second = `insert into subscriptions (user_id, number) values (${userId}, 2) returning id`;
    expect(await ask(second)).to.equal(undefined);
    expect(await ask(trial('(select max(id) from subscriptions)'))).to.equal(unique);
    expect(await ask(second)).to.equal(unique);

    const attempt = `insert into payments (order_id, provider, amount_minor, currency)
      select max(id), 'yookassa', 19900, 'RUB' from orders`;
    expect(await ask(attempt)).to.equal(undefined);
    expect(await ask(attempt)).to.equal(unique);
  });
});

import { expect } from 'chai';
import { seedCrowd } from '../../seeds/crowd.js';
import { seed } from '../../seeds/goods.js';
import { ask } from '../../src/db/ask.js';
import { fold, nextChange } from '../../src/domain/grants.js';
import { useDatabase } from '../support/database.js';
import { failure, goods } from '../support/shop.js';

const people = 2_000;

describe('the seed of a crowd', function () {
  this.timeout(120_000);
  const database = useDatabase();
  const crowd = (number = people) => seedCrowd(database.db, number, () => {});
  const count = async (table: string, where: object = {}): Promise<number> =>
    Number((await database.db.knex(table).where(where).count('* as n').first())!['n']);
  /** Every index, constraint and trigger, as the server writes it. */
  const rules = () =>
    ask<{ rule: string }>(
      database.db.knex,
      `select concat(pg_get_indexdef(indexrelid), obj_description(indexrelid, 'pg_class')) rule from pg_index where indrelid::regclass::text !~ '^pg_'
       union all select conrelid::regclass || conname || pg_get_constraintdef(oid) || convalidated from pg_constraint
       union all select tgrelid::regclass || tgname || tgenabled::text from pg_trigger where not tgisinternal order by 1`,
    );

  it('is three grants and three payments a person, and leaves every rule of the tables as it was', async () => {
    const before = await rules();
    await seed(database.db, goods);
    expect(await crowd()).to.equal(true);

    expect(await rules()).to.deep.equal(before);
    expect(await count('users')).to.equal(people);
    expect(await count('payments')).to.equal(3 * people);
    expect(await count('grants')).to.be.within(3 * people, 3.02 * people);
    expect(await count('gifts')).to.be.closeTo((3 * people) / 40, 5);
    expect(await count('gifts', { state: 'redeemed' })).to.equal(await count('grants', { source: 'gift' }));
    expect(await database.db.ledger.audit()).to.deep.equal([]);
    const [found] = await ask<{ wrong: bigint }>(
      database.db.knex,
      `select count(*) wrong from payments p join orders o on o.id = p.order_id
       left join ledger_transactions t on t.key = 'payment:' || p.id
       where (t.id is null) <> (p.state not in ('succeeded', 'refunded')) or (o.paid_by is null) <> (t.id is null)`,
    );
    expect(found?.wrong).to.equal(0n);
  });

  it('owes each subscription what the fold over its grants says', async () => {
    await seed(database.db, goods);
    await crowd(400);
    const now = new Date();
    const subscriptions = await database.db.subscriptions.query();
    expect(subscriptions.length).to.be.greaterThan(200);
    await database.db.transaction(async (trx) => {
      for (const { id, owed, lastGrantId, nextChangeAt, revision, appliedRevision } of subscriptions) {
        const grants = await database.db.grants.of(trx, id);
        const folded = fold(grants);
        expect(owed, `subscription ${id}`).to.deep.equal(folded);
        expect(nextChangeAt).to.deep.equal(nextChange(folded, now));
        expect([lastGrantId, appliedRevision]).to.deep.equal([grants.at(-1)?.id, revision]);
      }
    });
  });

  it('is there once, and only ever comes into an empty shop', async () => {
    await seed(database.db, goods);
    expect(await crowd(10)).to.equal(true);
    expect(await crowd(10)).to.equal(false);
    expect(await failure(crowd(11))).to.include({ code: 'seed.not_empty' });
    expect(await count('users')).to.equal(10);
  });

  it('never comes among people that it did not make, nor takes a row of before them', async () => {
    await seed(database.db, goods);
    for (const [table, row] of [
      ['campaigns', { source: 'blog', startParam: 'blog', createdBy: 'operator' }],
      ['users', { telegramId: '42' }],
    ] as const) {
      await database.db.knex(table).insert(row);
      const error = await failure(crowd());
      expect(error).to.include({ code: 'seed.not_empty' });
      expect(String(error)).to.contain('DATABASE_URL').and.to.contain(table);
      expect(await count(table)).to.equal(1);
    }
  });

  it('goes on where the shop was: new rows get ids of their own', async () => {
    await seed(database.db, goods);
    await crowd(10);
    const [row] = await database.db
      .knex('users')
      .insert({ telegramId: '42' })
      .returning<{ id: bigint }[]>('id');
    expect(row!.id).to.equal(11n);
  });

  it('needs something on sale', async () => {
    expect(await failure(crowd())).to.include({ code: 'seed.no_plans' });
  });
});

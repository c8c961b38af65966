import { expect } from 'chai';
import { activatePromo, type PromoResult } from '../../src/effects/activate-promo.js';
import { isWaitedFor, useDatabase } from '../support/database.js';
import { promoCode } from '../support/promo.js';
import { until } from '../support/until.js';
import { openShop, type TestShop } from '../support/shop.js';

const refusalOf = (result: PromoResult): string | null => ('refused' in result ? result.refused : null);

describe('activating a promo code', () => {
  const database = useDatabase();
  let shop: TestShop;
  let userId: bigint;
  beforeEach(async () => {
    shop = await openShop(database.db);
    userId = await shop.person();
  });
  const activate = (person = userId, text = 'gift', now = new Date()): Promise<PromoResult> =>
    database.db.transaction((trx) => activatePromo(database.db, trx, person, text, now));
  const code = (change: Record<string, unknown> = {}) => promoCode(database.db, change);
  const count = async (table: string): Promise<number> => (await database.db.knex(table)).length;

  it('gives a newcomer days of the first plan that is sold, and owes them to the panel', async () => {
    await code();
    const result = await activate();

    const { paidUntil, planVersionId, id } = await shop.subscription(userId);
    expect(result).to.include({ subscriptionId: id });
    expect(planVersionId).to.equal((await shop.offer(1)).id);
    expect(paidUntil?.getTime()).to.be.closeTo(Date.now() + 7 * 86_400_000, 60_000);
  });

  it('lengthens the plan that a person has, whichever it is', async () => {
    const plus = await shop.plus();
    await shop.see(await shop.attempt(await shop.order(userId, plus)));
    const before = await shop.subscription(userId);
    await code();
    await activate();

    const after = await shop.subscription(userId);
    expect(after.planVersionId).to.equal(plus.id);
    expect(after.paidUntil!.getTime() - before.paidUntil!.getTime()).to.equal(7 * 86_400_000);
  });

  it('gives money to the balance, out of the account of promotions', async () => {
    await code({ kind: 'balance', amountMinor: 150_00n, currency: 'RUB' });
    await activate();

    expect(await shop.balance(userId)).to.equal(150_00n);
    expect(await shop.sum('promo')).to.equal(-150_00n);
    expect(await database.db.ledger.audit()).to.deep.equal([]);
  });

  it('happens once for a person, however often they ask at once', async () => {
    await code({ kind: 'balance', amountMinor: 100_00n, currency: 'RUB' });
    const results = await Promise.all(Array.from({ length: 20 }, () => activate()));

    expect(results.map(refusalOf).filter((refusal) => refusal !== 'used')).to.deep.equal([null]);
    expect(await shop.balance(userId)).to.equal(100_00n);
  });

  it('a thousand times at once gives a code for a hundred to exactly a hundred', async () => {
    await code({ kind: 'balance', amountMinor: 1_00n, currency: 'RUB', maxActivations: 100 });
    const people = await database.db
      .knex('users')
      .insert(Array.from({ length: 1_000 }, (_, at) => ({ telegramId: String(10_000 + at) })))
      .returning<{ id: bigint }[]>('id');
    const waiting = people.map(({ id }) => id);
    const results: PromoResult[] = [];
    const inLine = async () => {
      for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) results.push(await activate(id));
    };
    await Promise.all(Array.from({ length: 50 }, inLine));

    const refusals = results.map(refusalOf);
    expect(refusals.filter((refusal) => refusal === null)).to.have.length(100);
    expect(refusals.filter((refusal) => refusal === 'exhausted')).to.have.length(900);
    expect(await count('promo_activations')).to.equal(100);
    expect(await shop.sum('promo')).to.equal(-100_00n);
  }).timeout(60_000);

  // Two who look for a slot while the last ones fill up once waited for each other, one time in twenty.
  it('ends without deadlock, however many come for the last of it', async () => {
    const { db } = database;
    const people = await db
      .knex('users')
      .insert(Array.from({ length: 60 }, (_, at) => ({ telegramId: String(10_000 + at) })))
      .returning<{ id: bigint }[]>('id');
    for (let round = 0; round < 60; round++) {
      const name = `LAST${round}`;
      await code({
        code: name,
        kind: 'balance',
        amountMinor: 1_00n,
        currency: 'RUB',
        maxActivations: 32,
      });
      const slowly = ({ id }: { id: bigint }) =>
        db.transaction(async (trx) => {
          const result = await activatePromo(db, trx, id, name, new Date());
          await trx.raw('select pg_sleep(0.003 * random())');
          return refusalOf(result);
        });
      const refusals = await Promise.all(people.map(slowly));
      expect(refusals.filter((refusal) => refusal === null)).to.have.length(32);
    }
  }).timeout(120_000);

  it('keeps nobody waiting for somebody else who activates the code and has not finished', async () => {
    await code({ maxActivations: 2 });
    const [one, another] = [await shop.person(1n), await shop.person(2n)];
    await database.db.transaction(async (trx) => {
      await activatePromo(database.db, trx, one, 'GIFT', new Date());
      expect(refusalOf(await activate(another))).to.equal(null);
    });
    expect(refusalOf(await activate())).to.equal('exhausted');
  });

  it('waits for the last one, which is given back when whoever held it does not get through', async () => {
    await code({ maxActivations: 1 });
    const holder = await database.db.knex.transaction();
    await activatePromo(database.db, holder, await shop.person(1n), 'GIFT', new Date());
    const waiting = activate();
    await holder.rollback();

    expect(refusalOf(await waiting)).to.equal(null);
  });

  it('gives nothing of a code that was retired while its person waited', async () => {
    await code();
    const holder = await database.db.knex.transaction();
    await holder('users')
      .where({ id: String(userId) })
      .forUpdate();
    const waiting = activate();
    await until(() => isWaitedFor(database.db));
    await database.db.knex('promo_codes').update({ active: false });
    await holder.commit();

    expect(refusalOf(await waiting)).to.equal('exhausted');
    expect(await count('promo_activations')).to.equal(0);
  });

  it('is shared anew when as many more may come', async () => {
    await code({ maxActivations: 1 });
    await activate();
    await database.db.knex('promo_codes').update({ maxActivations: 21 });
    const people = await Promise.all(Array.from({ length: 25 }, (_, n) => shop.person(BigInt(n + 1))));
    const refusals = [];
    for (const person of people) refusals.push(refusalOf(await activate(person)));
    expect(refusals.filter((refusal) => refusal === null)).to.have.length(20);
  });

  it('may be allowed several times, each counted', async () => {
    await code({ kind: 'balance', amountMinor: 1_00n, currency: 'RUB', perPerson: 2 });
    const refusals = [await activate(), await activate(), await activate()].map(refusalOf);

    expect(refusals).to.deep.equal([null, null, 'used']);
  });

  it('asks who had or bought something before', async () => {
    await code({ code: 'FIRST', firstPurchaseOnly: true, kind: 'percent', percent: 10 });
    await code({ code: 'TRY', kind: 'trial', days: 5 });
    await shop.see(await shop.attempt(await shop.order(userId)));

    expect(refusalOf(await activate(userId, 'FIRST'))).to.equal('first-purchase');
    expect(refusalOf(await activate(userId, 'TRY'))).to.equal('had-before');
    const newcomer = await shop.person(77n);
    expect(refusalOf(await activate(newcomer, 'TRY'))).to.equal(null);
    expect(await count('promo_activations')).to.equal(1);
  });

  it('is refused after ten wrong guesses in an hour, also for a right one, and reported once', async () => {
    await code();
    for (let guess = 0; guess < 12; guess += 1) await activate(userId, `GUESS${guess}`);

    expect(refusalOf(await activate())).to.equal('slow-down');
    expect(await database.db.knex('audit_log').where({ action: 'promo.guessing' })).to.have.length(1);
    await database.db.knex('promo_guesses').update({ since: new Date(Date.now() - 3_601_000) });
    expect(refusalOf(await activate())).to.equal(null);
  });
});

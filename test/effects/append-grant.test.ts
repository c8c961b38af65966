import { expect } from 'chai';
import type { NewGrant } from '../../src/db/models/grant.js';
import { fold } from '../../src/domain/grants.js';
import { dayMs } from '../../src/domain/term.js';
import { appendGrant } from '../../src/effects/append-grant.js';
import { withdrawGrant } from '../../src/effects/withdraw-grant.js';
import { promisedKeys, useDatabase } from '../support/database.js';
import { failure, monthPrice, openShop, rub, type TestShop } from '../support/shop.js';

const near = (days: number) => [Date.now() + days * dayMs - 60_000, Date.now() + days * dayMs] as const;

describe('a grant', () => {
  const database = useDatabase();
  let shop: TestShop;
  let userId: bigint;

  beforeEach(async () => {
    shop = await openShop(database.db);
    userId = await shop.person();
  });

  const append = (grant: NewGrant, subscriptionId: bigint | null = null) =>
    database.db.transaction((trx) =>
      appendGrant(database.db, trx, { userId, subscriptionId }, grant, new Date()),
    );
  const withdraw = (
    which: Pick<NewGrant, 'source' | 'sourceId'>,
    refunded: bigint | null,
    sourceId = 'refund:1',
  ) =>
    database.db.transaction((trx) => {
      const share = refunded === null ? null : { price: monthPrice, soFar: rub(refunded) };
      return withdrawGrant(database.db, trx, which, share, sourceId, new Date());
    });
  const grants = async () => {
    const { id } = await shop.subscription(userId);
    return database.db.transaction((trx) => database.db.grants.of(trx, id));
  };
  /** The stored end is what the fold makes of the rows. */
  const end = async (): Promise<number> => {
    const { paidUntil } = await shop.subscription(userId);
    expect(paidUntil).to.deep.equal(fold(await grants()).end);
    return paidUntil?.getTime() ?? 0;
  };

  it('opens the subscription, and owes it to the panel now and when it ends', async () => {
    const { id: planVersionId } = await shop.offer(1);
    const given = await append({ source: 'order', sourceId: '1', days: 30, planVersionId });

    const { id, ...row } = await shop.subscription(userId);
    expect(given).to.deep.equal({ subscriptionId: id });
    expect(row).to.deep.include({ planVersionId, revision: 1, appliedRevision: 0, lastGrantId: 1n });
    expect(await end()).to.be.within(...near(30));
    expect(row.nextChangeAt).to.deep.equal(row.paidUntil);
    const promises = await database.db.knex('outbox').orderBy('id').select('key', 'dueAt', 'lane');
    expect(promises[0]).to.include({ key: `subscription.provision:${id}`, lane: 0 });
    expect(promises[1]).to.deep.include({ key: `subscription.refold:${id}`, dueAt: row.paidUntil });
  });

  it('goes to the subscription that it names, and leaves the others alone', async () => {
    await append({ source: 'order', sourceId: '1', days: 30 });
    const [second] = await database.db
      .knex('subscriptions')
      .insert({ userId: String(userId), number: 2 })
      .returning<{ id: bigint }[]>('id');
    const given = await append({ source: 'order', sourceId: '2', days: 7 }, second!.id);

    expect(given).to.deep.equal({ subscriptionId: second!.id });
    expect(await end()).to.be.within(...near(30));
    const { paidUntil } = await database.db.subscriptions.byId(database.db.knex, second!.id);
    expect(paidUntil!.getTime()).to.be.within(...near(7));
  });

  it("is refused for a subscription of somebody else's", async () => {
    await append({ source: 'order', sourceId: '1', days: 30 });
    const { id } = await shop.subscription(userId);
    const other = await shop.person(77n);
    const target = { userId: other, subscriptionId: id };
    const grant = { source: 'order', sourceId: '2', days: 30 } as const;
    const taken = database.db.transaction((trx) => appendGrant(database.db, trx, target, grant, new Date()));

    expect(await failure(taken)).to.be.instanceOf(Error);
    expect(await grants()).to.have.length(1);
  });

  it('of one source is given once, however concurrently', async () => {
    const given = await Promise.all(
      Array.from({ length: 10 }, () => append({ source: 'order', sourceId: '1', days: 30 })),
    );

    expect(given.filter(Boolean)).to.have.length(1);
    expect(await grants()).to.have.length(1);
    expect(await shop.subscription(userId)).to.include({ revision: 1 });
  });

  it('of a trial is given once to a person, whichever of their subscriptions it is for', async () => {
    const [second] = await database.db
      .knex('subscriptions')
      .insert({ userId: String(userId), number: 2 })
      .returning<{ id: bigint }[]>('id');
    const trial = { source: 'trial', sourceId: String(userId), days: 3 } as const;
    const asked = [null, second!.id, null, second!.id].map((id) => append(trial, id));
    expect((await Promise.all(asked)).filter(Boolean)).to.have.length(1);
    expect(await database.db.grants.query()).to.have.length(1);
  });

  it('is not lost, though ten are given at once', async () => {
    const days = Array.from({ length: 10 }, (_, n) => n + 1);
    await Promise.all(days.map((n) => append({ source: 'promo', sourceId: String(n), days: n })));

    expect(await end()).to.be.within(...near(55));
    expect(await shop.subscription(userId)).to.include({ revision: 10, lastGrantId: 10n });
    const times = (await grants()).map(({ grantedAt }) => grantedAt.getTime());
    expect(times).to.deep.equal(times.toSorted((a, b) => a - b));
  });

  it('is dated when it is given, not when its transaction began to wait for it', async () => {
    const { db } = database;
    const began = await db.transaction(async (trx) => {
      const { rows } = await trx.raw<{ rows: { began: Date }[] }>('select now() began, pg_sleep(0.05)');
      await appendGrant(
        db,
        trx,
        { userId, subscriptionId: null },
        { source: 'admin', sourceId: '1', days: 1 },
        new Date(),
      );
      return rows[0]!.began;
    });
    const [grant] = await grants();
    expect(grant!.grantedAt.getTime() - began.getTime()).to.be.at.least(49);
  });

  it('of another plan first turns what is left into its days, and once only', async () => {
    const [month, plus] = [await shop.offer(1), await shop.plus()];
    await append({ source: 'order', sourceId: '1', days: 30, planVersionId: month.id });
    const before = await end();
    const change = { source: 'order', sourceId: '2', days: 30, planVersionId: plus.id } as const;
    await append(change);
    await append(change);

    const rows = await database.db.grants.query().orderBy('id');
    expect(rows.map(({ source, sourceId, days }) => [source, sourceId, days])).to.deep.equal([
      ['order', '1', 30],
      ['conversion', 'order:2', -15],
      ['order', '2', 30],
    ]);
    expect(await end()).to.equal(before + 15 * dayMs);
    expect(await shop.subscription(userId)).to.include({ planVersionId: plus.id });
  });

  it('of another plan counts time bought at different prices at the lowest of them', async () => {
    const [month, quarter, plus] = [await shop.offer(1), await shop.offer(3), await shop.plus()];
    await append({ source: 'order', sourceId: '1', days: 90, planVersionId: quarter.id });
    await append({ source: 'order', sourceId: '2', days: 30, planVersionId: month.id });
    await append({ source: 'order', sourceId: '3', days: 30, planVersionId: plus.id });

    const [conversion] = await database.db.grants.query().where({ source: 'conversion' });
    expect(conversion!.days).to.equal(Math.floor((120 * 499 * 30) / (398 * 90)) - 120);
  });

  it('after a trial keeps the days of the trial', async () => {
    const trial = await database.db.plans.trial();
    await append({ source: 'trial', sourceId: String(userId), days: 3, planVersionId: trial!.id });
    await append({ source: 'order', sourceId: '1', days: 30, planVersionId: (await shop.offer(1)).id });

    expect(await grants()).to.have.length(2);
    expect(await end()).to.be.within(...near(33));
  });

  describe('that is taken back', () => {
    it('in full counts as never given, and its conversion with it', async () => {
      const [month, plus] = [await shop.offer(1), await shop.plus()];
      await append({ source: 'order', sourceId: '1', days: 30, planVersionId: month.id });
      const before = await end();
      await append({ source: 'order', sourceId: '2', days: 30, planVersionId: plus.id });
      await withdraw({ source: 'order', sourceId: '2' }, null);

      expect(await end()).to.equal(before);
      expect(await shop.subscription(userId)).to.include({ planVersionId: month.id, revision: 3 });
      expect((await promisedKeys(database.db)).filter((key) => /provision/.test(key))).to.have.length(3);
    });

    it('in part loses days in proportion, over all parts and once for each', async () => {
      await append({ source: 'order', sourceId: '1', days: 30, planVersionId: (await shop.offer(1)).id });
      const before = await end();
      const which = { source: 'order', sourceId: '1' } as const;

      await withdraw(which, 100_00n);
      expect(await end()).to.equal(before - 15 * dayMs);
      await withdraw(which, 100_00n);
      expect(await end()).to.equal(before - 15 * dayMs);
      await withdraw(which, 198_00n, 'refund:2');
      expect(await end()).to.equal(before - 29 * dayMs);
      await withdraw(which, null, 'refund:3');
      expect(await end()).to.equal(0);
    });

    it('leaves the grants of others, and is not minded when it never was', async () => {
      await append({ source: 'order', sourceId: '1', days: 30 });
      await append({ source: 'promo', sourceId: '1', days: 5 });
      await withdraw({ source: 'order', sourceId: '1' }, null);
      expect(await end()).to.be.within(...near(5));
      await withdraw({ source: 'order', sourceId: '404' }, null);
      expect(await end()).to.be.within(...near(5));
    });
  });
});

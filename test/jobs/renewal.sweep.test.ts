import { expect } from 'chai';
import { agreeToRenew } from '../../src/effects/agree-to-renew.js';
import { appendGrant } from '../../src/effects/append-grant.js';
import reviewRenewal from '../../src/jobs/renewal.review.js';
import sweepRenewals from '../../src/jobs/renewal.sweep.js';
import { useDatabase } from '../support/database.js';
import { perform } from '../support/perform.js';
import { monthPrice, openShop, rub, type TestShop } from '../support/shop.js';

const hourMs = 3_600_000;

describe('renewal.sweep, run by several schedulers at once', () => {
  const database = useDatabase();
  let shop: TestShop;
  let subscriptions: bigint[];

  /** Seven people whose subscriptions end tomorrow, renew themselves and are due to be looked at. */
  beforeEach(async () => {
    shop = await openShop(database.db);
    subscriptions = [];
    for (let person = 1n; person <= 7n; person++) await join(person);
    await database.db.renewals.query().patch({ agreedAt: new Date(Date.now() - 1_000 * hourMs) } as object);
    await database.db.knex('outbox').delete();
  });

  const join = async (person: bigint): Promise<void> => {
    const { db } = database;
    const userId = await shop.person(person);
    await shop.give(userId, rub(1_000_00n));
    const { id: planVersionId } = await shop.offer(1);
    const given = { source: 'order', sourceId: `90000${person}`, days: 1, planVersionId } as const;
    await db.transaction((trx) => appendGrant(db, trx, { userId, subscriptionId: null }, given, new Date()));
    const { id: subscriptionId, paidUntil } = await shop.subscription(userId);
    const agreed = { subscriptionId, userId, methodId: null, planVersionId, price: monthPrice };
    await db.transaction((trx) => agreeToRenew(db, trx, agreed));
    const noticed = { noticedAt: new Date(Date.now() - 24 * hourMs), noticedEnd: paidUntil };
    await db.renewals
      .query()
      .findById(String(subscriptionId))
      .patch(noticed as object);
    subscriptions.push(subscriptionId);
  };
  const sweep = (slot: string): Promise<void> => perform(sweepRenewals, slot, { db: database.db });
  const reviews = async (): Promise<string[]> =>
    database.db.knex('outbox').where({ job: 'renewal.review' }).orderBy('id').pluck('key');
  const all = () => subscriptions.map((id) => `renewal.review:${id}`);

  it('has each subscription looked at once, and again only an hour later', async () => {
    await Promise.all(['00', '00', '05', '05', '10'].map((slot) => sweep(`2026-03-01T00:${slot}:00Z`)));
    expect((await reviews()).toSorted()).to.deep.equal(all().toSorted());
    await sweep('2026-03-01T00:15:00Z');
    expect(await reviews()).to.have.length(7);

    const past = new Date(Date.now() - 1);
    await database.db.knex('subscriptions').update({ renewAt: past });
    await Promise.all([sweep('2026-03-01T01:00:00Z'), sweep('2026-03-01T01:00:00Z')]);
    expect(await reviews()).to.have.length(14);
  });

  it('renews each once, though each is looked at by two at once', async () => {
    await Promise.all([sweep('2026-03-01T00:00:00Z'), sweep('2026-03-01T00:05:00Z')]);
    const due = await reviews();
    const look = (key: string) =>
      perform(reviewRenewal, key.slice('renewal.review:'.length), { db: database.db });
    await Promise.all([...due, ...due].map(look));

    const orders = await database.db.orders.query().where({ kind: 'renewal' });
    expect(orders.map(({ state, termNumber }) => `${state} ${termNumber}`)).to.deep.equal(
      Array.from({ length: 7 }, () => 'paid 1'),
    );
    expect(new Set(orders.map(({ subscriptionId }) => subscriptionId)).size).to.equal(7);
    expect(await shop.sum('sales')).to.equal(7n * monthPrice.minor);
    expect(await database.db.ledger.audit()).to.deep.equal([]);
  });
});

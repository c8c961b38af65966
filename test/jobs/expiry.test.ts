import { expect } from 'chai';
import type { ExpiryRules } from '../../src/domain/expiry.js';
import { appendGrant } from '../../src/effects/append-grant.js';
import tellOfEnd from '../../src/jobs/expiry.notice.js';
import sweepEnds from '../../src/jobs/expiry.sweep.js';
import { promisedKeys, useDatabase } from '../support/database.js';
import { perform } from '../support/perform.js';
import { useRenewals } from '../support/renewals.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

describe('notices of an end', () => {
  const database = useDatabase();
  const renewals = useRenewals(database);
  let end: Date;
  let id: bigint;

  const at = (beforeEndMs: number) => ({
    db: database.db,
    now: () => new Date(end.getTime() - beforeEndMs),
  });
  const notices = async (): Promise<string[]> =>
    (await promisedKeys(database.db)).filter((key) => key.startsWith('expiry.notice:'));
  /** A sweep then, and whatever it promised. */
  const sweep = async (beforeEndMs: number): Promise<void> => {
    await perform(sweepEnds, 'tick', at(beforeEndMs));
    for (const key of await notices())
      await perform(tellOfEnd, key.slice(key.indexOf(':') + 1), at(beforeEndMs));
    await database.db.knex('outbox').where('job', 'expiry.notice').delete();
  };
  const told = async (): Promise<string[]> =>
    (await renewals.told())
      .filter((screen) => screen.startsWith('expiring:'))
      .map((screen) => screen.split(':')[2]!);
  const rule = (more: Partial<ExpiryRules>): Promise<void> =>
    database.db.settings.set('expiry', { daysBefore: 3, onEnd: true, afterEnd: true, ...more });

  beforeEach(async () => {
    await renewals.grant(9, '900001');
    const subscription = await renewals.subscription();
    ({ id } = subscription);
    end = subscription.paidUntil!;
  });

  /** Every hour of the last days and the two that follow. */
  const live = async (fromHours = 80, toHours = -40): Promise<void> => {
    for (let hours = fromHours; hours >= toHours; hours -= 4) await sweep(hours * hourMs);
  };

  it('come three days, two days and a day before it, when it has come, and a day after: once each', async () => {
    await live();
    expect(await told()).to.deep.equal(['before3', 'before2', 'before1', 'ended', 'after1']);
    await sweep(dayMs - hourMs);
    await live(30, 20);
    expect(await told()).to.have.length(5);
  });

  it('name the end that they are of, so that a new end has notices of its own', async () => {
    await live(80, 60);
    await renewals.grant(30, '900002');
    ({ paidUntil: end } = (await renewals.subscription()) as { paidUntil: Date });
    await live(80, 60);
    expect(await told()).to.deep.equal(['before3', 'before3']);
  });

  it('are as many as the operator wants', async () => {
    await rule({ daysBefore: 1, afterEnd: false });
    await live();
    expect(await told()).to.deep.equal(['before1', 'ended']);
    await rule({ daysBefore: 0, onEnd: false, afterEnd: false });
    await database.db.knex('messages').delete();
    await live();
    expect(await told()).to.deep.equal([]);
  });

  it('do not come where the subscription renews itself', async () => {
    await renewals.agree();
    await live();
    expect(await told()).to.deep.equal([]);
  });

  it('where a provider charged wait for it, and come when it did not charge again', async () => {
    const { db } = database;
    const shop = renewals.shop();
    const { id: orderId, price: amount } = await shop.order(renewals.userId());
    const began = { orderId, provider: 'tribute', externalId: 'x', amount, paidUntil: new Date() };
    const payment = await db.transaction((trx) => db.payments.begin(trx, began));
    await shop.see(payment, 'succeeded', { externalId: 'x' });
    ({ paidUntil: end } = (await renewals.subscription()) as { paidUntil: Date });
    for (const [days, hears] of [
      [0, ['after1']],
      [2, ['before2', 'before1', 'ended', 'after1']],
    ] as const) {
      await db.knex('messages').delete();
      await db.knex('settings').where('name', 'like', 'expiry.swept:%').delete();
      const runUntil = new Date(end.getTime() - days * dayMs - hourMs);
      await db.payments
        .query()
        .findById(payment.id)
        .patch({ paidUntil: runUntil } as object);
      await live();
      expect(await told(), `${days} days before`).to.deep.equal(hears);
    }
  });

  it('do not come to somebody who is banned, or blocked the bot', async () => {
    await database.db.knex('users').update({ bannedAt: new Date() });
    await live(80, 60);
    await database.db.knex('users').update({ bannedAt: null, blockedAt: new Date() });
    await live(50, 40);
    expect(await told()).to.deep.equal([]);
  });

  it('do not come of an end that moved while the notice waited', async () => {
    await perform(sweepEnds, 'tick', at(3 * dayMs - hourMs));
    const [key = ''] = await notices();
    expect(key).to.equal(`expiry.notice:${id}:before3:${end.getTime()}`);
    const now = at(3 * dayMs - hourMs);
    await renewals.grant(30, '900002');
    await perform(tellOfEnd, key.slice(key.indexOf(':') + 1), now);
    expect(await told()).to.deep.equal([]);
  });

  it('leave whoever was just given their last days in peace', async () => {
    const { shop } = renewals;
    for (const [days, hears] of [
      [3, ['before2', 'before1', 'ended', 'after1']],
      [1, ['ended', 'after1']],
    ] as const) {
      const userId = await shop().person(BigInt(days));
      const trial = { source: 'trial', sourceId: String(userId), days } as const;
      const planVersionId = (await shop().offer(1)).id;
      await database.db.transaction((trx) =>
        appendGrant(
          database.db,
          trx,
          { userId, subscriptionId: null },
          { ...trial, planVersionId },
          new Date(),
        ),
      );
      ({ paidUntil: end } = (await shop().subscription(userId)) as { paidUntil: Date });
      await database.db.knex('messages').delete();
      await database.db.knex('settings').where('name', 'like', 'expiry.swept:%').delete();
      await live(days * 24, -40);
      const screens = await database.db
        .knex('messages')
        .where({ userId: String(userId) })
        .orderBy('id')
        .pluck('screen');
      expect(screens.map((screen: string) => screen.split(':')[2])).to.deep.equal(hears);
    }
  });

  it('count from when time was given last, whatever was bought on top of it since', async () => {
    const { grants, knex } = database.db;
    await database.db.transaction((trx) =>
      grants.append(trx, id, { source: 'order', sourceId: '900002', extraDevices: 1 }),
    );
    const [, lastTime, onTop] = await grants.of(knex, id);
    expect(onTop!.grantedAt).to.be.greaterThan(lastTime!.grantedAt);
    expect(await grants.lastTimeAt(knex, id)).to.deep.equal(lastTime!.grantedAt);
    expect(await grants.lastTimeAt(knex, 10n ** 17n)).to.equal(null);
  });

  it('are made up for after an outage of hours, and left alone after a longer one', async () => {
    await sweep(3 * dayMs + hourMs);
    await sweep(3 * dayMs - 11 * hourMs);
    expect(await told()).to.deep.equal(['before3']);
    await sweep(2 * dayMs + 2 * hourMs);
    await sweep(dayMs + 10 * hourMs);
    expect(await told()).to.deep.equal(['before3']);
  });

  it('are found once however many sweeps race, and page by page', async () => {
    const { knex } = database.db;
    await knex.raw(`insert into users (telegram_id) select 100000 + n from generate_series(1, 1100) n`);
    await knex.raw(
      `
      insert into subscriptions (user_id, number, paid_until, plan_version_id, last_grant_id)
      select u.id, 1, ?, s.plan_version_id, 1 from users u, subscriptions s where u.telegram_id > 100000 and s.id = ?`,
      [end, String(id)],
    );
    const later = at(dayMs - hourMs);
    await perform(sweepEnds, 'tick', later);
    expect(new Set(await notices()).size).to.equal(1_101);
    await Promise.all([1, 2, 3].map((tick) => perform(sweepEnds, String(tick), later)));
    expect(new Set(await notices()).size).to.equal(1_101);
  });

  it('of garbage and of nobody are none', async () => {
    for (const subject of [
      `${id}:tomorrow:${end.getTime()}`,
      `${id}:constructor:1`,
      `${id}:ended:soon`,
      `${id}`,
    ])
      await perform(tellOfEnd, subject, at(0));
    expect(await told()).to.deep.equal([]);
  });
});

import { expect } from 'chai';
import type { PlanVersion } from '../../src/db/models/plan-version.js';
import type { Subscription } from '../../src/db/models/subscription.js';
import { dayMs } from '../../src/domain/term.js';
import { activatePromo } from '../../src/effects/activate-promo.js';
import { appendGrant } from '../../src/effects/append-grant.js';
import { placeDays } from '../../src/effects/place-days.js';
import { isWaitedFor } from '../support/database.js';
import { useInviting } from '../support/inviting.js';
import { promoCode } from '../support/promo.js';
import { until } from '../support/until.js';
import type { TestShop } from '../support/shop.js';

describe('days that nobody bought', () => {
  const inviting = useInviting();
  const { database, buy, reward, refund } = inviting;
  let shop: TestShop;
  let userId: bigint;
  let plus: PlanVersion;
  beforeEach(async () => {
    shop = inviting.shop();
    userId = inviting.inviter();
    plus = await shop.plus();
  });

  const numbered = (number: number): Promise<Subscription> =>
    database.db.transaction((trx) => database.db.subscriptions.numbered(trx, userId, number));
  /** A subscription of that number with as many days; with none it was given something, and ended. */
  const has = async (number: number, days: number): Promise<Subscription> => {
    const { db } = database;
    const { id: subscriptionId } = await numbered(number);
    const { id: planVersionId } = number === 1 ? await shop.offer(1) : plus;
    const grant = {
      source: 'admin',
      sourceId: `${number}:${days}`,
      days: Math.max(1, days),
      planVersionId,
    } as const;
    await db.transaction((trx) => appendGrant(db, trx, { userId, subscriptionId }, grant, new Date()));
    if (days === 0)
      await db.knex('subscriptions').where({ id: subscriptionId }).update({ paidUntil: past() });
    return numbered(number);
  };
  const past = (): Date => new Date(Date.now() - 30 * dayMs);
  const place = () => database.db.transaction((trx) => placeDays(database.db, trx, userId, new Date()));
  const in90Days = (): Date => new Date(Date.now() + 90 * dayMs);
  const activate = async (): Promise<void> => {
    await promoCode(database.db);
    await database.db.transaction((trx) => activatePromo(database.db, trx, userId, 'GIFT', new Date()));
  };
  const lengthened = async ({ number, paidUntil }: Subscription): Promise<number> =>
    Math.round(((await numbered(number)).paidUntil!.getTime() - paidUntil!.getTime()) / dayMs);
  const grantsOf = (source: string) =>
    database.db.knex('grants').where({ source }).orderBy('id').pluck<bigint[]>('subscription_id');

  it('by a code go to the subscription that runs where the first has ended', async () => {
    const [first, second] = [await has(1, 0), await has(2, 10)];
    await activate();
    expect(await lengthened(second)).to.equal(7);
    expect(await numbered(2)).to.include({ planVersionId: second.planVersionId });
    expect(await numbered(1)).to.include({ lastGrantId: first.lastGrantId });
  });

  it('go to the first of those that run, and to № 1 while it does', async () => {
    await has(1, 0);
    const [second, third] = [await has(2, 2), await has(3, 20)];
    await activate();
    expect([await lengthened(second), await lengthened(third)]).to.deep.equal([7, 0]);
    await has(1, 5);
    expect((await place()).target).to.include({ subscriptionId: (await numbered(1)).id });
  });

  it('revive № 1 where none runs, and open it for who has none', async () => {
    const [first] = [await has(1, 0), await has(2, 0)];
    expect(await place()).to.deep.equal({
      target: { userId, subscriptionId: first.id },
      planVersionId: null,
    });
    const { target, planVersionId } = await database.db.transaction((trx) =>
      placeDays(database.db, trx, inviting.friend(), new Date()),
    );
    expect(planVersionId).to.equal((await shop.offer(1)).id);
    const opened = await database.db.subscriptions.byId(database.db.knex, target.subscriptionId!);
    expect(opened).to.include({ userId: inviting.friend(), number: 1 });
  });

  it('for a friend go there too, once however often the job runs, and are taken back from there', async () => {
    const [first, second] = [await has(1, 0), await has(2, 10)];
    const { payment } = await buy();
    await Promise.all(Array.from({ length: 5 }, () => reward(payment)));
    expect(await lengthened(second)).to.equal(3);
    expect(await grantsOf('referral'))
      .to.include(second.id)
      .and.have.length(2);

    // Another one runs by then: what is taken back is what was given, where it was given.
    await has(3, 10);
    await database.db.knex('subscriptions').where({ id: first.id }).update({ paidUntil: in90Days() });
    await reward(payment);
    await refund(payment);
    await reward(payment);
    await reward(payment);
    expect(await lengthened(second)).to.equal(0);
    expect(await numbered(1)).to.include({ lastGrantId: first.lastGrantId });
  });

  it('go to № 1 where the one that ran ended while its lock was waited for', async () => {
    const { db } = database;
    const [first, second] = [await has(1, 0), await has(2, 10)];
    let waiting: ReturnType<typeof place> | undefined;
    await db.transaction(async (trx) => {
      await trx('subscriptions').where({ id: second.id }).update({ paidUntil: past() });
      waiting = place();
      await until(() => isWaitedFor(db));
    });
    expect((await waiting)!.target).to.include({ subscriptionId: first.id });
  });
});

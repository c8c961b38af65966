import { expect } from 'chai';
import type { PlanVersion } from '../../src/db/models/plan-version.js';
import type { Subscription } from '../../src/db/models/subscription.js';
import { dayMs } from '../../src/domain/term.js';
import { useDatabase } from '../support/database.js';
import { charge, in30Days, told, useTribute } from '../support/tribute.js';

describe('payment.reconcile, of what began at its provider, where its person has several subscriptions,', () => {
  const database = useDatabase();
  const { scope, shop, userId, orders } = useTribute(database);
  let month: PlanVersion;
  let plus: PlanVersion;

  beforeEach(async () => {
    month = await shop().offer(1);
    plus = await shop().plus();
  });

  const buy = async (number: number, { id, price }: PlanVersion): Promise<void> => {
    const { db } = database;
    const order = await db.transaction(async (trx) =>
      db.orders.findOrOpen(trx, {
        userId: userId(),
        subscriptionId: (await db.subscriptions.numbered(trx, userId(), number)).id,
        kind: 'buy',
        planVersionId: id,
        price: price!,
      }),
    );
    await shop().see(await shop().attempt(order));
  };
  const owned = () => database.db.subscriptions.ofPerson(database.db.knex, userId());
  const days = (before: Subscription | undefined, now: Subscription | undefined): number =>
    Math.round((now!.paidUntil!.getTime() - before!.paidUntil!.getTime()) / dayMs);
  const conversions = () => database.db.grants.query().where({ source: 'conversion' });

  it('gives its time to the one of its own plan, and leaves the others as they are', async () => {
    await buy(1, plus);
    await buy(2, month);
    const [first, second] = await owned();
    await told(scope(), 'new_subscription', charge(in30Days()));

    const [same, longer] = await owned();
    expect(same).to.deep.include({ planVersionId: plus.id, paidUntil: first!.paidUntil });
    expect(days(second, longer)).to.equal(30);
    expect(await conversions()).to.deep.equal([]);
    expect((await orders()).at(-1)).to.include({ kind: 'buy', subscriptionId: second!.id });
  });

  it('renews the one that the charge before it went to, though one with a lower number has its plan now', async () => {
    await buy(1, plus);
    await buy(2, month);
    const until = in30Days();
    await told(scope(), 'new_subscription', charge(until));
    await buy(1, month);
    const [first, second] = await owned();
    await told(scope(), 'renewed_subscription', charge(new Date(until.getTime() + 30 * dayMs)));

    const [same, longer] = await owned();
    expect(same!.paidUntil).to.deep.equal(first!.paidUntil);
    expect(days(second, longer)).to.equal(30);
    expect((await orders()).at(-1)).to.include({ kind: 'renewal', subscriptionId: second!.id });
  });

  it('renews the one that it began, whatever was bought beside it', async () => {
    const until = in30Days();
    await told(scope(), 'new_subscription', charge(until));
    await buy(2, month);
    const [first, second] = await owned();
    await told(scope(), 'renewed_subscription', charge(new Date(until.getTime() + 30 * dayMs)));

    const [longer, same] = await owned();
    expect(days(first, longer)).to.equal(30);
    expect(same!.paidUntil).to.deep.equal(second!.paidUntil);
  });
});

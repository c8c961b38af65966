import { expect } from 'chai';
import type { Payment } from '../../src/db/models/payment.js';
import type { Money } from '../../src/domain/money.js';
import { requestRefund } from '../../src/effects/request-refund.js';
import { settleRefund, type SeenRefund } from '../../src/effects/settle-refund.js';
import { useCharging } from '../support/charging.js';
import { useDatabase } from '../support/database.js';
import { monthPrice, rub } from '../support/shop.js';

const hourMs = 3_600_000;

describe('a renewal by a saved method whose last charge is disputed', () => {
  const database = useDatabase();
  const charging = useCharging(database);
  const { renewals, charge, charges, states } = charging;
  const { payments, told, reviewIn } = renewals;
  const trouble = () => `renewaltrouble:${renewals.subscriptionId()}:disputed`;
  let first: Payment;
  /** What the payer's bank says, as the provider tells it. */
  const dispute = async (disputed: boolean): Promise<void> => {
    const { externalId } = await database.db.payments.byId(database.db.knex, first.id);
    await renewals.shop().see(first, 'succeeded', { externalId: externalId!, disputed });
  };
  /** Money goes back, by a dispute that was lost unless told otherwise. */
  const back = async (amount: Money, more: Partial<SeenRefund> = { disputed: true }): Promise<void> => {
    const seen = { externalId: `dp-${amount.minor}`, claim: 'succeeded', amount, reason: null } as const;
    const { db } = database;
    const how = { source: 'test', now: new Date() };
    await db.transaction((trx) => settleRefund(db, trx, first.id, { ...seen, ...more }, how));
  };
  /** A part that went back moved it: told of the charge that comes before, in time. */
  const toldOfTheEnd = async () => {
    const { paidUntil } = await renewals.subscription();
    const noticedAt = new Date(Date.now() - 24 * hourMs);
    await database.db.renewals.query().patch({ noticedAt, noticedEnd: paidUntil });
  };
  const isTold = async () => (await told()).filter((screen) => screen === trouble()).length;
  /** A day before the end: its charge is due. */
  const onItsDay = async (): Promise<number> =>
    ((await renewals.subscription()).paidUntil!.getTime() - Date.now()) / hourMs - 12;

  beforeEach(async () => {
    await charge();
    [first] = (await payments()) as [Payment];
    await renewals.agree({ methodId: charging.methodId() }); // long ago, and told of the next charge in time
    await dispute(true);
  });

  it('is not charged again: its person is told once', async () => {
    await reviewIn(await onItsDay());
    await reviewIn((await onItsDay()) + 1);
    expect(await states()).to.deep.equal(['disputed']);
    expect(await isTold()).to.equal(1);
    expect((await renewals.subscription()).paidUntil! > new Date()).to.equal(true);
  });

  it('goes on once the dispute is won', async () => {
    await reviewIn(await onItsDay());
    await dispute(false);
    await reviewIn(await onItsDay());
    expect(await states()).to.deep.equal(['succeeded', 'created']);
  });

  it('goes on where its person agrees anew', async () => {
    await renewals.agree({ methodId: charging.methodId(), hoursAgo: 0 });
    await reviewIn(await onItsDay());
    expect(await states()).to.deep.equal(['disputed', 'created']);
  });

  it('is not charged where the dispute begins after the next charge was ordered', async () => {
    await dispute(false);
    await reviewIn(await onItsDay());
    expect(await states()).to.deep.equal(['succeeded', 'created']);
    await dispute(true);
    const [order] = (await renewals.orders()).slice(-1);
    expect(order).to.include({ termNumber: 2 });
    await charge(new Date(Date.now() + (await onItsDay()) * hourMs), order!.id);
    expect(charges()).to.have.length(1);
    expect(await states()).to.deep.equal(['disputed', 'canceled']);
  });

  it('goes on once the dispute is won, though a part had gone back', async () => {
    await back(rub(50_00n), {});
    await dispute(false);
    await toldOfTheEnd();
    await reviewIn(await onItsDay());
    expect(await states()).to.deep.equal(['refunded_in_part', 'created']);
  });

  it('is not charged after the dispute was lost for a part, until its person agrees anew', async () => {
    await back(rub(50_00n));
    await dispute(false);
    await reviewIn(await onItsDay());
    expect([await states(), await isTold()]).to.deep.equal([['refunded_in_part'], 1]);
    await renewals.agree({ methodId: charging.methodId(), hoursAgo: 0 });
    await reviewIn(await onItsDay());
    expect(await states()).to.deep.equal(['refunded_in_part', 'created']);
  });

  it('goes on after it was lost for a part, where its person had agreed anew while it lasted', async () => {
    await renewals.agree({ methodId: charging.methodId(), hoursAgo: 0 });
    await back(rub(50_00n));
    await dispute(false);
    await toldOfTheEnd();
    await reviewIn(await onItsDay());
    expect(await states()).to.deep.equal(['refunded_in_part', 'created']);
  });

  describe('and was not the last', () => {
    beforeEach(async () => {
      await dispute(false);
      await reviewIn(await onItsDay());
      const { id } = (await renewals.orders()).at(-1)!;
      await charge(new Date(Date.now() + (await onItsDay()) * hourMs), id);
      await renewals.agree({ methodId: charging.methodId() });
      expect(await states()).to.deep.equal(['succeeded', 'succeeded']);
    });
    const waits = async (state: string) => {
      await renewals.agree({ methodId: charging.methodId() }); // its end moved, so it is told of that anew
      await reviewIn(await onItsDay());
      expect([await states(), await isTold()]).to.deep.equal([[state, 'succeeded'], 1]);
      await renewals.agree({ methodId: charging.methodId(), hoursAgo: 0 });
      await reviewIn(await onItsDay());
      expect(await states()).to.deep.equal([state, 'succeeded', 'created']);
    };

    it('is not charged after that is lost, until its person agrees anew', async () => {
      await dispute(true);
      await back(monthPrice);
      await waits('refunded');
    });

    it('is not charged where the dispute is heard of when it is lost: of all of it, or a part', async () => {
      await back(rub(50_00n));
      await waits('refunded_in_part');
    });

    it('is not charged where it is lost of what was refunded to the balance', async () => {
      const { db } = database;
      const request = { paymentId: first.id, takesGrant: true, toBalance: true, actor: 'cli', reason: 'r' };
      const { id: refundId } = await db.transaction((trx) => requestRefund(db, trx, request));
      const made = { externalId: `balance:${refundId}`, claim: 'succeeded', reason: null } as const;
      const how = { source: 'test', now: new Date(), refundId };
      await db.transaction((trx) => settleRefund(db, trx, first.id, { ...made, amount: monthPrice }, how));
      await back(monthPrice);
      await waits('refunded');
    });

    it('is charged where money of it went back without a dispute', async () => {
      await back(monthPrice, {});
      await renewals.agree({ methodId: charging.methodId() });
      await reviewIn(await onItsDay());
      expect(await states()).to.deep.equal(['refunded', 'succeeded', 'created']);
    });
  });

  it('ends where nobody decides', async () => {
    await reviewIn((await onItsDay()) + 12 + 73);
    expect(await renewals.agreement()).to.include({ active: false });
  });
});

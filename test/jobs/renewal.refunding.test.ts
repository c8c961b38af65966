import { expect } from 'chai';
import type { Db } from '../../src/db/db.js';
import { refuseRefund } from '../../src/effects/cancel-refund.js';
import { requestRefund, type RefundRequest } from '../../src/effects/request-refund.js';
import { settleRefund } from '../../src/effects/settle-refund.js';
import { useCharging } from '../support/charging.js';
import { useDatabase } from '../support/database.js';
import { useRenewals } from '../support/renewals.js';
import { monthPrice, rub } from '../support/shop.js';

const hourMs = 3_600_000;
type Renewals = ReturnType<typeof useRenewals>;

/** The refund of a payment, as it is asked for and decided. Call inside a `describe`. */
function useRefunding(database: { readonly db: Db }, renewals: Renewals) {
  const held: { paymentId?: bigint; refundId?: bigint } = {};
  return {
    async ask(paymentId: bigint, more: Partial<RefundRequest> = {}): Promise<void> {
      const { db } = database;
      const request = { paymentId, takesGrant: true, toBalance: false, actor: 'cli', reason: 'r', ...more };
      const { id } = await db.transaction((trx) => requestRefund(db, trx, request));
      Object.assign(held, { paymentId, refundId: id });
    },
    async say(claim: 'pending' | 'succeeded', amount = monthPrice): Promise<void> {
      const { db } = database;
      const seen = { externalId: `r-${held.refundId}`, claim, amount, reason: null };
      const how = { source: 'test', now: new Date(), refundId: held.refundId! };
      await db.transaction((trx) => settleRefund(db, trx, held.paymentId!, seen, how));
    },
    async refuse(): Promise<void> {
      const { db } = database;
      const refund = await db.refunds.query().findById(held.refundId!).throwIfNotFound();
      await db.transaction((trx) => refuseRefund(db, trx, refund, 'no'));
    },
    /** A person must say whether it was made. */
    leave: () => database.db.refunds.query().patch({ state: 'review' }),
    /** A day before the end: its charge is due. */
    onItsDay: async (): Promise<number> =>
      ((await renewals.subscription()).paidUntil!.getTime() - Date.now()) / hourMs - 12,
    said: async (why: string): Promise<number> => {
      const screen = `renewaltrouble:${renewals.subscriptionId()}:${why}`;
      return (await renewals.told()).filter((told) => told === screen).length;
    },
  };
}

describe('a renewal by a saved method whose last charge is on its way back', () => {
  const database = useDatabase();
  const charging = useCharging(database);
  const { renewals, charge, charges, states } = charging;
  const { reviewIn } = renewals;
  const { ask, say, refuse, leave, onItsDay, said } = useRefunding(database, renewals);
  let paymentId: bigint;

  beforeEach(async () => {
    await charge();
    paymentId = (await renewals.payments())[0]!.id;
    await renewals.agree({ methodId: charging.methodId() }); // long ago, and told of the next charge in time
  });
  const waits = async () => {
    await reviewIn(await onItsDay());
    await reviewIn((await onItsDay()) + 1);
    expect(await states()).to.deep.equal(['succeeded']);
    expect(await said('refunding')).to.equal(1);
    expect(await renewals.agreement()).to.include({ active: true });
  };

  it('waits from when it is asked for, and stops once it is back', async () => {
    await ask(paymentId);
    await waits();
    await say('pending');
    await waits();
    await say('succeeded');
    await reviewIn(-1);
    expect(await said('refunded')).to.equal(1);
    expect(await renewals.agreement()).to.include({ active: false });
  });

  it('waits also where its person agrees anew, and where it went in two parts', async () => {
    await ask(paymentId, { amount: rub(100_00n), toBalance: true });
    await say('succeeded', rub(100_00n));
    await ask(paymentId);
    await renewals.agree({ methodId: charging.methodId(), hoursAgo: 0 });
    await reviewIn(await onItsDay());
    expect([await states(), await said('refunding')]).to.deep.equal([['refunded_in_part'], 1]);
  });

  it('waits where a person must say whether it was made', async () => {
    await ask(paymentId);
    await leave();
    await waits();
  });

  it('goes on once it is refused', async () => {
    await ask(paymentId);
    await waits();
    await refuse();
    await reviewIn(await onItsDay());
    expect(await states()).to.deep.equal(['succeeded', 'created']);
  });

  it('does not wait for a part, nor for what leaves the access', async () => {
    for (const more of [{ amount: rub(198_99n) }, { takesGrant: false }]) {
      await ask(paymentId, more);
      await reviewIn(await onItsDay());
      expect(await states()).to.deep.equal(['succeeded', 'created']);
      await refuse();
    }
  });

  it('is not charged where that is asked for after the charge was ordered', async () => {
    await reviewIn(await onItsDay());
    expect(await states()).to.deep.equal(['succeeded', 'created']);
    await ask(paymentId);
    const { id } = (await renewals.orders()).at(-1)!;
    await charge(new Date(Date.now() + (await onItsDay()) * hourMs), id);
    expect(charges()).to.have.length(1);
    expect(await states()).to.deep.equal(['succeeded', 'canceled']);
  });
});

describe('a renewal from the balance whose last payment is on its way back', () => {
  const database = useDatabase();
  const renewals = useRenewals(database);
  const { ask, refuse, onItsDay, said } = useRefunding(database, renewals);

  it('takes nothing until that is decided', async () => {
    const shop = renewals.shop();
    const userId = renewals.userId();
    const payment = await shop.attempt(await shop.order(userId));
    await shop.see(payment);
    await shop.give(userId, monthPrice);
    await renewals.agree();
    await ask(payment.id);
    await renewals.reviewIn(await onItsDay());
    expect([await shop.balance(userId), await said('refunding')]).to.deep.equal([monthPrice.minor, 1]);

    await refuse();
    await renewals.reviewIn(await onItsDay());
    expect(await shop.balance(userId)).to.equal(0n);
  });
});

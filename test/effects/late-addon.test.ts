import { expect } from 'chai';
import type { PlanVersion } from '../../src/db/models/plan-version.js';
import type { Payment } from '../../src/db/models/payment.js';
import type { RefundRequest } from '../../src/effects/request-refund.js';
import { requestRefund } from '../../src/effects/request-refund.js';
import { refuseRefund } from '../../src/effects/cancel-refund.js';
import { settleRefund } from '../../src/effects/settle-refund.js';
import { payFromBalance } from '../../src/effects/pay-from-balance.js';
import { addonPrice, orderAddon } from '../support/addons.js';
import { isWaitedFor, useDatabase } from '../support/database.js';
import { until } from '../support/until.js';
import { monthPrice, openShop, rub, type TestShop } from '../support/shop.js';

describe('an add-on that is paid while its term is refunded or changed', () => {
  const database = useDatabase();
  let shop: TestShop;
  let userId: bigint;
  let term: Payment;
  let addon: Payment;

  beforeEach(async () => {
    shop = await openShop(database.db);
    userId = await shop.person();
    term = await shop.attempt(await shop.order(userId));
    await shop.see(term);
    const { id } = await shop.subscription(userId);
    addon = await shop.attempt(await orderAddon(database.db, userId, id));
  });
  afterEach(async () => expect(await database.db.ledger.audit()).to.deep.equal([]));

  const ask = (more: Partial<RefundRequest> = {}) => {
    const asked = { paymentId: term.id, takesGrant: true, toBalance: false, actor: 'cli', reason: 'test' };
    return database.db.transaction((trx) => requestRefund(database.db, trx, { ...asked, ...more }));
  };
  const confirmed = (minor = monthPrice.minor) =>
    ({ externalId: 'r-1', claim: 'succeeded', amount: rub(minor), reason: null }) as const;
  const confirm = (minor?: bigint) =>
    database.db.transaction((trx) =>
      settleRefund(database.db, trx, term.id, confirmed(minor), { source: 'test', now: new Date() }),
    );
  const devices = async () => (await shop.subscription(userId)).extras.map((extra) => extra.devices);
  const balance = () => shop.balance(userId);
  const isCredited = async () => {
    expect(await balance()).to.equal(addonPrice.minor);
    expect(await devices()).to.deep.equal([]);
    expect(await shop.told()).to.include(`credited:${addon.id}`);
  };

  it('leaves its money on the balance where the term went before', async () => {
    await ask();
    await confirm();
    await shop.see(addon);
    await isCredited();
    expect((await shop.subscription(userId)).paidUntil).to.equal(null);
  });

  it('leaves its money on the balance where the term is on its way back, and has no end of its own', async () => {
    await ask();
    await shop.see(addon);
    await isCredited();
    await confirm();
    expect((await shop.subscription(userId)).paidUntil).to.equal(null);
    expect(await balance()).to.equal(addonPrice.minor);
  });

  it('leaves its money on the balance also where that refund is refused', async () => {
    const { id } = await ask();
    await shop.see(addon);
    const refund = await database.db.refunds.query().findById(id).throwIfNotFound();
    await database.db.transaction((trx) => refuseRefund(database.db, trx, refund, 'no'));
    await isCredited();
    expect((await shop.subscription(userId)).paidUntil).to.be.instanceOf(Date);
  });

  it('is given where the refund was asked for afterwards, and falls with its term', async () => {
    const { paidUntil } = await shop.subscription(userId);
    await shop.see(addon);
    expect(await devices()).to.deep.equal([2]);
    await ask();
    expect((await shop.subscription(userId)).paidUntil).to.deep.equal(paidUntil);
    await confirm();
    expect(await devices()).to.deep.equal([]);
    expect((await shop.subscription(userId)).paidUntil).to.equal(null);
    expect(await balance()).to.equal(0n);
  });

  for (const [what, more] of [
    ['a part goes back', { amount: rub(50_00n) }],
    ['it is goodwill', { takesGrant: false }],
  ] as const) {
    it(`is given where the term stays: ${what}`, async () => {
      await ask(more);
      await shop.see(addon);
      expect(await devices()).to.deep.equal([2]);
      expect(await balance()).to.equal(0n);
    });
  }

  it('waits for a refund in the very same moment, and then leaves its money on the balance', async () => {
    let paid: Promise<void> | undefined;
    await database.db.transaction(async (trx) => {
      await settleRefund(database.db, trx, term.id, confirmed(), { source: 'test', now: new Date() });
      paid = shop.see(addon);
      await until(() => isWaitedFor(database.db));
    });
    await paid;
    await isCredited();
  });

  const buy = async (plan: PlanVersion) => {
    const payment = await shop.attempt(await shop.order(userId, plan), 'cryptopay');
    await shop.see(payment);
    return payment;
  };

  it('leaves its money on the balance where the plan that was bought since has no such limit', async () => {
    await buy(await shop.plus(0));
    await shop.see(addon);
    await isCredited();
  });

  it('is given where the plan that was bought since has such a limit, too', async () => {
    await buy(await shop.plus(10));
    await shop.see(addon);
    expect(await devices()).to.deep.equal([2]);
  });

  it('leaves its money on the balance where the plan that comes back with a refund has no such limit', async () => {
    await buy(await shop.plus(0));
    const back = await buy(await shop.offer(1));
    await ask({ paymentId: back.id });
    await shop.see(addon);
    await isCredited();
  });

  it('is not paid from the balance', async () => {
    await shop.give(userId, rub(100_00n));
    await ask();
    const order = await database.db.orders.query().findById(addon.orderId).throwIfNotFound();
    const pay = () => database.db.transaction((trx) => payFromBalance(database.db, trx, order, new Date()));
    expect(await pay()).to.equal(null);
    expect(await pay()).to.equal(null);
    expect(await balance()).to.equal(100_00n);
  });
});

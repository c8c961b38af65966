import { expect } from 'chai';
import { pino } from 'pino';
import { dayMs } from '../../src/domain/term.js';
import reconcilePayment from '../../src/jobs/payment.reconcile.js';
import { promise } from '../../src/queue/promise.js';
import { requestRefund } from '../../src/effects/request-refund.js';
import issueRefund from '../../src/jobs/refund.issue.js';
import { promisedKeys, useDatabase } from '../support/database.js';
import { becameOf } from '../support/deliver.js';
import { perform } from '../support/perform.js';
import { openShop, type TestShop } from '../support/shop.js';
import { charge, storeTold, told, tributeSelling } from '../support/tribute.js';

const in30Days = (): Date => new Date(Date.now() + 30 * dayMs);
const applied = { state: 'applied', reason: null };

describe('payment.reconcile, of what began at its provider,', () => {
  const database = useDatabase();
  const payments = tributeSelling('1644/1547=1, 1644/1548=3, 9/9=3, 77=1');
  let shop: TestShop;
  let userId: bigint;
  beforeEach(async () => {
    shop = await openShop(database.db);
    userId = await shop.person(42n);
  });

  const scope = () => ({ db: database.db, payments });
  const at = (now: Date) => ({ ...scope(), now: () => now });
  const end = async (): Promise<Date> => (await shop.subscription(userId)).paidUntil!;
  const orders = () => database.db.orders.query().orderBy('id');
  const grants = () => database.db.grants.query().orderBy('id');
  const rows = () => database.db.payments.query().orderBy('id');
  const listening = () => {
    const lines: string[] = [];
    return { lines, log: pino({ level: 'error' }, { write: (line: string) => void lines.push(line) }) };
  };
  const expectEnd = async (until: Date): Promise<void> => {
    const surplus = (await end()).getTime() - until.getTime();
    expect(surplus, 'how much longer').to.be.at.least(0).and.below(dayMs);
  };

  it('makes an order, a payment and what follows from every purchase, until the day that is named', async () => {
    const until = in30Days();
    expect(await told(scope(), 'new_subscription', charge(until))).to.deep.equal(applied);

    const [order] = await orders();
    const [payment] = await rows();
    expect(order).to.include({ kind: 'buy', state: 'paid', priceMinor: 299_00n, paidBy: payment!.id });
    expect(order).to.include({ userId, planVersionId: (await shop.offer(1)).id });
    expect(payment).to.include({
      provider: 'tribute',
      externalId: `1644:42:${until.toISOString()}`,
      state: 'succeeded',
      amountMinor: 299_00n,
    });
    expect(await shop.sum('sales')).to.equal(299_00n);
    expect(await shop.sum('provider:tribute')).to.equal(-299_00n);
    expect(await database.db.ledger.audit()).to.deep.equal([]);
    expect(await grants()).to.have.length(1);
    await expectEnd(until);
    expect(await shop.told()).to.deep.equal([`paid:${order!.id}`]);
    expect((await promisedKeys(database.db)).join()).to.include('subscription.provision:');
  });

  it('books what the payer paid, in its currency, whatever the plan costs and whatever the fee', async () => {
    await told(
      scope(),
      'new_subscription',
      charge(in30Days(), { price: 5_00, amount: 4_11, currency: 'usd' }),
    );

    expect(await rows()).to.have.length(1);
    expect((await rows())[0]).to.include({ amountMinor: 5_00n, currency: 'USD', state: 'succeeded' });
    expect(await database.db.ledger.audit()).to.deep.equal([]);
  });

  it('renews by each charge until the day that it names, a year long, without days that add up', async () => {
    const began = Date.now();
    let until = in30Days();
    await told(scope(), 'new_subscription', charge(until));
    for (let month = 1; month <= 12; month += 1) {
      const paidAt = new Date(until.getTime() - 3_600_000);
      until = new Date(until.getTime() + 30 * dayMs + 5_000);
      await told(at(paidAt), 'renewed_subscription', charge(until));
      await expectEnd(until);
    }
    expect((await orders()).map(({ kind }) => kind)).to.deep.equal([
      'buy',
      ...Array<string>(12).fill('renewal'),
    ]);
    expect((await orders()).every(({ state }) => state === 'paid')).to.equal(true);
    expect((await end()).getTime() - began).to.be.below(391 * dayMs + dayMs);
  });

  it('begins anew when a charge comes after the term before it was over', async () => {
    const over = new Date(Date.now() - 2 * dayMs);
    await told(scope(), 'new_subscription', charge(over));
    const until = new Date(Date.now() + 28 * dayMs - 3_600_000);
    await told(scope(), 'renewed_subscription', charge(until));

    await expectEnd(until);
    expect((await orders()).map(({ kind }) => kind)).to.deep.equal(['buy', 'renewal']);
  });

  it('is one charge, told twenty times by two events at once', async () => {
    const until = in30Days();
    const ids = await Promise.all(
      ['new_subscription', 'renewed_subscription'].map((name) =>
        storeTold(database.db, payments, name, charge(until)),
      ),
    );
    await Promise.all(Array.from({ length: 20 }, (_, i) => perform(reconcilePayment, ids[i % 2]!, scope())));

    expect(await rows()).to.have.length(1);
    expect(await orders()).to.have.length(1);
    expect(await grants()).to.have.length(1);
    expect(await shop.sum('sales')).to.equal(299_00n);
    for (const id of ids) expect(await becameOf(database.db, id)).to.deep.equal(applied);
  });

  it('gives the same when a renewal overtakes the charge before it', async () => {
    const first = in30Days();
    const second = new Date(first.getTime() + 30 * dayMs);
    await told(scope(), 'renewed_subscription', charge(second));
    await expectEnd(second);
    await told(scope(), 'new_subscription', charge(first));

    await expectEnd(second);
    expect(await shop.sum('sales')).to.equal(2n * 299_00n);
  });

  it('takes no time that was bought elsewhere, and loses none of its own', async () => {
    await shop.see(await shop.attempt(await shop.order(userId)));
    const before = await end();
    await told(scope(), 'new_subscription', charge(in30Days()));

    expect((await end()).getTime() - before.getTime()).to.equal(30 * dayMs);
  });

  it('counts two subscriptions of one person each for itself', async () => {
    await told(scope(), 'new_subscription', charge(in30Days()));
    const year = new Date(Date.now() + 365 * dayMs);
    await told(scope(), 'new_subscription', charge(year, { subscription_id: 9, period_id: 9 }));

    expect((await orders()).map(({ kind }) => kind)).to.deep.equal(['buy', 'buy']);
    expect(((await end()).getTime() - Date.now()) / dayMs).to.be.within(394.9, 395.1);
  });

  it('gives nothing more for a term that is over, takes nothing back, and books the money', async () => {
    await shop.see(await shop.attempt(await shop.order(userId)));
    const before = await end();
    expect(await told(scope(), 'new_subscription', charge(new Date(Date.now() - 5 * dayMs)))).to.deep.equal(
      applied,
    );

    expect(await end()).to.deep.equal(before);
    expect(await shop.sum('provider:tribute')).to.equal(-299_00n);
  });

  it('keeps what was paid when a subscription is cancelled, and goes on when it is renewed all the same', async () => {
    const until = in30Days();
    await told(scope(), 'new_subscription', charge(until));
    const before = await end();
    for (const expires of [until, new Date(), new Date(until.getTime() + 90 * dayMs)]) {
      expect(await told(scope(), 'cancelled_subscription', charge(expires))).to.include({ state: 'ignored' });
    }
    expect(await end()).to.deep.equal(before);
    expect(await rows()).to.have.length(1);

    const next = new Date(until.getTime() + 30 * dayMs);
    await told(scope(), 'renewed_subscription', charge(next));
    await expectEnd(next);
  });

  for (const [what, name, payload] of [
    ['a trial', 'new_subscription', charge(in30Days(), { type: 'trial' })],
    [
      'a donation',
      'new_donation',
      { donation_request_id: 9, amount: 500_00, currency: 'rub', telegram_user_id: 42 },
    ],
    ['a recurring donation', 'recurrent_donation', { amount: 500_00, currency: 'rub', telegram_user_id: 42 }],
  ] as const) {
    it(`gives nothing for ${what}`, async () => {
      const became = await told(scope(), name, payload);

      expect(became.state).to.equal('ignored');
      expect(became.reason).to.include('nothing of ours');
      expect(await orders()).to.deep.equal([]);
      expect(await database.db.subscriptions.query()).to.deep.equal([]);
    });
  }

  it('cries out for a payer without Telegram', async () => {
    const { lines, log } = listening();
    const payload = charge(in30Days(), { telegram_user_id: undefined, trb_user_id: 'W-1' });

    const became = await told({ ...scope(), log }, 'new_subscription', payload);

    expect(became.state).to.equal('ignored');
    expect(became.reason).to.include('has no Telegram');
    expect(lines.join()).to.include('a payment gave nothing').and.include('has no Telegram');
    expect(await orders()).to.deep.equal([]);
  });

  for (const [what, settings, reason] of [
    ['nobody has named', '1644/1548=3', 'nobody knows its product 1644/1547'],
    ['has a term that no plan has', '1644/1547=7', 'no plan has as many'],
  ] as const) {
    it(`cries out for a product that ${what}, and gives it once the setting is mended`, async () => {
      const { lines, log } = listening();
      const selling = tributeSelling(settings);
      const id = await storeTold(database.db, selling, 'new_subscription', charge(in30Days()));
      await perform(reconcilePayment, id, { db: database.db, payments: selling, log });
      const became = await becameOf(database.db, id);
      expect(became.state).to.equal('ignored');
      expect(became.reason).to.include(reason);
      expect(lines.join()).to.include(`"inboxEvent":"${id}"`).and.include(reason);

      await database.db.knex('inbox_events').where({ id }).update({ state: 'new', reason: null });
      await database.db.transaction((trx) => promise(trx, reconcilePayment, id));
      await perform(reconcilePayment, id, scope());
      expect(await becameOf(database.db, id)).to.deep.equal(applied);
      expect(await grants()).to.have.length(1);
    });
  }

  it('gives up what else of the kind was open: its money goes to the balance if it still comes', async () => {
    const late = await shop.attempt(await shop.order(userId));
    await told(scope(), 'new_subscription', charge(in30Days(), { price: 199_00 }));
    expect((await orders()).map(({ state }) => state)).to.deep.equal(['canceled', 'paid']);

    await shop.see(late);
    expect(await shop.balance(userId)).to.equal(199_00n);
    expect(await grants()).to.have.length(1);
  });

  it('counts a charge that went back as none', async () => {
    const until = in30Days();
    await told(scope(), 'new_subscription', charge(until));
    const [first] = await rows();
    const { id } = await database.db.transaction((trx) =>
      requestRefund(database.db, trx, {
        paymentId: first!.id,
        takesGrant: true,
        toBalance: true,
        actor: 'cli',
        reason: 'asked for it',
      }),
    );
    await perform(issueRefund, id, scope());
    expect((await shop.subscription(userId)).paidUntil).to.equal(null);

    const next = new Date(until.getTime() + 30 * dayMs);
    await told(scope(), 'renewed_subscription', charge(next));
    await expectEnd(next);
  });

  it('sells a digital product for the term of its plan, and takes it back when the money went back', async () => {
    const bought = { purchase_id: 5, product_id: 77, amount: 250_00, currency: 'rub', telegram_user_id: 42 };
    await told(scope(), 'new_digital_product', bought);
    const [order] = await orders();
    expect(order).to.include({ kind: 'buy', state: 'paid', priceMinor: 250_00n });
    expect((await grants())[0]).to.include({ months: 1, days: 0 });

    expect(await told(scope(), 'digital_product_refunded', bought)).to.deep.equal(applied);
    await told(scope(), 'digital_product_refunded', bought);
    expect(await shop.stateOf((await rows())[0]!)).to.equal('refunded');
    expect((await shop.subscription(userId)).paidUntil).to.equal(null);
    expect(await shop.sum('sales')).to.equal(0n);
    expect(await database.db.ledger.audit()).to.deep.equal([]);
  });
});

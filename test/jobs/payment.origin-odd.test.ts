import { expect } from 'chai';
import { pino } from 'pino';
import { dayMs } from '../../src/domain/term.js';
import { requestRefund } from '../../src/effects/request-refund.js';
import reconcilePayment from '../../src/jobs/payment.reconcile.js';
import issueRefund from '../../src/jobs/refund.issue.js';
import { promise } from '../../src/queue/promise.js';
import { useDatabase } from '../support/database.js';
import { becameOf } from '../support/deliver.js';
import { perform } from '../support/perform.js';
import { charge, in30Days, storeTold, told, tributeSelling, useTribute } from '../support/tribute.js';

const applied = { state: 'applied', reason: null };

describe('payment.reconcile, of what began at its provider and is no simple sale,', () => {
  const database = useDatabase();
  const { scope, shop, userId, orders, grants, rows, paidUntil, expectEnd } = useTribute(database);
  const listening = () => {
    const lines: string[] = [];
    return { lines, log: pino({ level: 'error' }, { write: (line: string) => void lines.push(line) }) };
  };

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
    const late = await shop().attempt(await shop().order(userId()));
    await told(scope(), 'new_subscription', charge(in30Days(), { price: 199_00 }));
    expect((await orders()).map(({ state }) => state)).to.deep.equal(['canceled', 'paid']);

    await shop().see(late);
    expect(await shop().balance(userId())).to.equal(199_00n);
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
    expect(await paidUntil()).to.equal(null);

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
    expect(await shop().stateOf((await rows())[0]!)).to.equal('refunded');
    expect(await paidUntil()).to.equal(null);
    expect(await shop().sum('sales')).to.equal(0n);
    expect(await database.db.ledger.audit()).to.deep.equal([]);
  });
});

import { expect } from 'chai';
import { pino } from 'pino';
import type { AccountName } from '../../src/db/ledger.js';
import type { Payment } from '../../src/db/models/payment.js';
import { money } from '../../src/domain/money.js';
import matchBooks from '../../src/jobs/books.match.js';
import checkPayment from '../../src/jobs/payment.check.js';
import openPayment from '../../src/jobs/payment.open.js';
import { useDatabase } from '../support/database.js';
import { perform } from '../support/perform.js';
import { backdate, there } from '../support/providers.js';
import { useRefunds } from '../support/refunds.js';
import { rub } from '../support/shop.js';
import { useWorld } from '../support/world.js';

const hourMs = 3_600_000;

describe('a dispute of what was paid', () => {
  const database = useDatabase();
  const world = useWorld();
  const { shop, scope, purchase, back, spend, userId, rows, end, soundBooks } = useRefunds(database, world);
  /** The provider says whether it is disputed; perhaps late. */
  const see = async (payment: Payment, disputed: boolean): Promise<string> => {
    const { externalId } = await database.db.payments.byId(database.db.knex, payment.id);
    await shop().see(payment, 'succeeded', { externalId: externalId!, disputed });
    return shop().stateOf(payment);
  };
  const part = { amount: rub(50_00n) };

  it('that is won leaves what was paid as it was', async () => {
    const payment = await purchase();
    expect(await see(payment, true)).to.equal('disputed');
    expect(await see(payment, false)).to.equal('succeeded');
    await soundBooks();
  });

  it('that is won leaves a part that went back during it, or before it, as it went', async () => {
    for (const isBefore of [false, true]) {
      const payment = await purchase();
      if (isBefore) await back(payment, part);
      expect(await see(payment, true)).to.equal('disputed');
      if (!isBefore) await back(payment, part);
      expect(await see(payment, false)).to.equal('refunded_in_part');
      expect(await shop().told()).to.not.include(`payment:${payment.id}:refunded_in_part`);
    }
    await soundBooks();
  });

  it('is over an hour later at the latest, where an older answer was settled after the last', async () => {
    const payment = await shop().attempt(await shop().topup(userId(), money(5_00n, 'USD')), 'stripe');
    await perform(openPayment, payment.id, scope());
    const { externalId } = await database.db.payments.byId(database.db.knex, payment.id);
    await there('stripe', world()).pay(externalId!);
    await perform(checkPayment, payment.id, scope());
    await world().control('POST', `/stripe/payments/${externalId}/dispute`, { status: 'won' });
    await database.db.knex('outbox').delete();

    await shop().see(payment, 'succeeded', { externalId: externalId!, disputed: true });
    expect(await shop().stateOf(payment)).to.equal('disputed');
    const [look, ...more] = await database.db.knex('outbox').select('key', 'dueAt');
    expect([look.key, more]).to.deep.equal([`payment.check:${payment.id}`, []]);
    expect((look.dueAt.getTime() - Date.now()) / hourMs).to.be.within(0.9, 1);

    await perform(checkPayment, payment.id, scope());
    expect(await shop().stateOf(payment)).to.equal('succeeded');
  });

  describe('at Stripe', () => {
    const paid = async (): Promise<Payment> => {
      const { id: planVersionId } = await shop().offer(1);
      const order = await database.db.transaction((trx) =>
        database.db.orders.findOrOpen(trx, {
          userId: userId(),
          subscriptionId: null,
          kind: 'buy',
          planVersionId,
          price: money(2_49n, 'USD'),
        }),
      );
      const { id } = await shop().attempt(order, 'stripe');
      await perform(openPayment, id, scope());
      const payment = await database.db.payments.byId(database.db.knex, id);
      await there('stripe', world()).pay(payment.externalId!);
      await perform(checkPayment, id, scope());
      return payment;
    };
    const disputed = ({ externalId }: Payment, status: string) =>
      world().control('POST', `/stripe/payments/${externalId}/dispute`, { status });
    const later = () => ({ ...scope(), now: () => new Date(Date.now() + hourMs) });
    const prove = async () => {
      for (const again of ['', ':again']) await perform(matchBooks, `stripe:2026-11-25${again}`, later());
      expect(await database.db.breaks.list()).to.deep.equal([]);
    };
    const isGone = async (payment: Payment) => {
      expect([await shop().stateOf(payment), await end(), await shop().sum('sales')]).to.deep.equal([
        'refunded',
        null,
        0n,
      ]);
      expect(await shop().sum('provider:stripe')).to.equal(0n);
      expect((await rows()).map(({ state, actor }) => [state, actor])).to.deep.equal([
        ['succeeded', 'provider:stripe'],
      ]);
      expect((await rows())[0]!.disputedAt).to.be.instanceOf(Date);
      await soundBooks();
    };

    it('that is lost is a refund: the money, the access and the books go with it, once', async () => {
      const payment = await paid();
      await disputed(payment, 'needs_response');
      await perform(checkPayment, payment.id, scope());
      expect(await shop().stateOf(payment)).to.equal('disputed');
      await disputed(payment, 'lost');
      for (const _ of [1, 2]) await perform(checkPayment, payment.id, scope());
      await isGone(payment);
      await prove();
    });

    it('that was lost without a word is found by the daily proof, also where nobody knew of it', async () => {
      const payment = await paid();
      await disputed(payment, 'lost');
      await prove();
      await isGone(payment);
    });

    it('that is lost when the money is spent stays a dispute, for a person', async () => {
      const begun = await shop().attempt(await shop().topup(userId(), money(5_00n, 'USD')), 'stripe');
      await perform(openPayment, begun.id, scope());
      const payment = await database.db.payments.byId(database.db.knex, begun.id);
      await there('stripe', world()).pay(payment.externalId!);
      await perform(checkPayment, payment.id, scope());
      await spend(money(1n, 'USD'));
      await disputed(payment, 'lost');
      for (const _ of [1, 2]) await perform(checkPayment, payment.id, scope());
      expect(await shop().stateOf(payment)).to.equal('disputed');
      expect((await rows()).map(({ state }) => state)).to.deep.equal(['review']);
    });

    describe('of what was refunded to the balance', () => {
      const onBalance = async () => {
        const payment = await paid();
        await back(payment, { toBalance: true });
        expect(await shop().stateOf(payment)).to.equal('refunded');
        return payment;
      };
      const has = (name: AccountName) => database.db.ledger.balance(name, 'USD');

      it('is told to operators while it can be answered', async () => {
        const payment = await onBalance();
        await disputed(payment, 'needs_response');
        const said: string[] = [];
        const log = pino({ level: 'error' }, { write: (line: string) => void said.push(line) });
        await perform(checkPayment, payment.id, { ...scope(), log });
        expect(said.join('')).to.contain(`"payment":"${payment.id}"`);
      });

      it('takes the money from there once it is lost, and the books are right', async () => {
        const payment = await onBalance();
        await disputed(payment, 'lost');
        for (const _ of [1, 2]) await perform(checkPayment, payment.id, scope());
        expect([await shop().stateOf(payment), await has(`user:${userId()}`)]).to.deep.equal([
          'refunded',
          0n,
        ]);
        expect((await rows()).map(({ state }) => state)).to.deep.equal(['succeeded', 'succeeded']);
        await prove();
        await soundBooks();
      });

      it('takes what is left where that is spent, and is left to a person', async () => {
        const payment = await onBalance();
        await spend(money(1n, 'USD'));
        await disputed(payment, 'lost');
        for (const _ of [1, 2]) await perform(checkPayment, payment.id, scope());
        expect((await rows()).map(({ state }) => state)).to.deep.equal(['succeeded', 'review']);
        expect(await has(`user:${userId()}`)).to.equal(0n);
        await soundBooks();
      });
    });

    it('that is lost weeks after its payment, its notice lost too, is found by the daily proof', async () => {
      const payment = await paid();
      await disputed(payment, 'under_review');
      await perform(checkPayment, payment.id, scope());
      await disputed(payment, 'lost');
      backdate('stripe', payment.externalId!, 50, world());
      await database.db.knex('payments').update({ createdAt: new Date(Date.now() - 50 * 24 * hourMs) });
      await prove();
      await isGone(payment);
    });
  });
});

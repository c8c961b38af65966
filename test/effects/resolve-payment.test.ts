import { expect } from 'chai';
import type { Payment } from '../../src/db/models/payment.js';
import { resolvePayment, type Resolution } from '../../src/effects/resolve-payment.js';
import matchBooks from '../../src/jobs/books.match.js';
import openPayment from '../../src/jobs/payment.open.js';
import { useDatabase } from '../support/database.js';
import { deliver } from '../support/deliver.js';
import { perform } from '../support/perform.js';
import { there } from '../support/providers.js';
import { useRefunds } from '../support/refunds.js';
import { failure, rub } from '../support/shop.js';
import { useWorld } from '../support/world.js';

describe('a payment in review', () => {
  const database = useDatabase();
  const world = useWorld();
  const { shop, scope, userId, request, issue, purchase, rows, end, balance, yookassa, soundBooks } =
    useRefunds(database, world);
  const resolve = (payment: Pick<Payment, 'id'>, to: Resolution['to']) =>
    database.db.transaction((trx) =>
      resolvePayment(
        database.db,
        trx,
        { paymentId: payment.id, to, actor: 'cli:anna', reason: 'looked at the cabinet' },
        new Date(),
      ),
    );
  const audited = () => database.db.knex('audit_log').select('actor', 'action', 'subject', 'reason');
  /** Paid at the emulator, but less than was asked. */
  async function inReview(): Promise<Payment> {
    const payment = await shop().attempt(await shop().order(userId()));
    await shop().see(payment, 'succeeded', { amount: rub(1_00n) });
    expect(await shop().stateOf(payment)).to.equal('review');
    return payment;
  }

  it('that a person settles gives what its money would have given, once', async () => {
    const payment = await inReview();
    await resolve(payment, 'succeeded');

    expect(await shop().stateOf(payment)).to.equal('succeeded');
    expect(await shop().stateOf({ id: payment.orderId }, 'orders')).to.equal('paid');
    expect(await end()).to.be.greaterThan(Date.now());
    expect([await shop().sum('provider:yookassa'), await shop().sum('sales')]).to.deep.equal([
      -199_00n,
      199_00n,
    ]);
    expect(await audited()).to.deep.equal([
      {
        actor: 'cli:anna',
        action: 'payment.settle',
        subject: `payment:${payment.id}`,
        reason: 'looked at the cabinet',
      },
    ]);
    expect(await failure(resolve(payment, 'succeeded'))).to.include({ code: 'payment.not_in_review' });
    await soundBooks();
  });

  it('that a person cancels gives nothing, and its person hears of it', async () => {
    const payment = await inReview();
    await resolve(payment, 'canceled');

    expect(await shop().stateOf(payment)).to.equal('canceled');
    expect(await shop().stateOf({ id: payment.orderId }, 'orders')).to.equal('open');
    expect(await shop().told()).to.include(`payment:${payment.id}:canceled`);
    expect(await audited()).to.have.nested.property('[0].action', 'payment.cancel');
  });

  it('is the only one that a person resolves, and one that exists', async () => {
    const payment = await shop().attempt(await shop().order(userId()));
    expect(await failure(resolve(payment, 'canceled'))).to.include({ code: 'payment.not_in_review' });
    expect(await failure(resolve({ id: 404n }, 'canceled'))).to.include({ code: 'payment.unknown' });
  });

  it('is sent back without having been booked, and cannot be settled meanwhile', async () => {
    const payment = await purchase();
    // As if another amount had been seen first: the emulator has the money, our books do not.
    const second = await shop().attempt(await shop().topup(userId(), rub(300_00n)));
    await shop().see(second, 'succeeded', { amount: rub(199_00n) });
    const { externalId } = (await database.db.payments.query().findById(payment.id))!;
    await database.db.payments
      .query()
      .findById(payment.id)
      .patch({ externalId: 'other' } as object);
    await database.db.payments
      .query()
      .findById(second.id)
      .patch({ externalId } as object);

    const { id, state } = await request(second, { amount: rub(199_00n) });
    expect(state).to.equal('created');
    expect(await failure(resolve(second, 'succeeded'))).to.include({ code: 'refund.under_way' });
    await issue(id);

    expect(await shop().stateOf(second)).to.equal('refunded');
    expect(await shop().stateOf({ id }, 'refunds')).to.equal('succeeded');
    expect([await balance(), await shop().sum('provider:yookassa')]).to.deep.equal([0n, -199_00n]);
    await soundBooks();
  });

  describe('of which more came than was asked', () => {
    /** Asked for 199, paid with 299. */
    const tooMuch = async (): Promise<Payment> => {
      const { id } = await shop().attempt(await shop().order(userId()));
      await perform(openPayment, id, scope());
      const payment = await database.db.payments.byId(database.db.knex, id);
      const at = there('yookassa', world());
      await at.change(payment.externalId!, 299_00);
      await at.pay(payment.externalId!);
      await deliver(scope(), 'payment.succeeded', { id: payment.externalId });
      expect(await shop().stateOf(payment)).to.equal('review');
      return payment;
    };
    const give = async (payment: Payment, minor?: bigint) => {
      const { id } = await request(payment, minor === undefined ? {} : { amount: rub(minor) });
      await issue(id);
    };
    const sentBack = async ({ externalId }: Payment, value?: string) => {
      const part = value === undefined ? {} : { amount: { value, currency: 'RUB' } };
      const { id } = (await yookassa('POST', `/payments/${externalId}/refund`, part)) as { id: string };
      await deliver(scope(), 'refund.succeeded', { id, payment_id: externalId });
    };
    const sums = async () => [await shop().sum('provider:yookassa'), await shop().sum('sales')];
    const isProven = async () => {
      const later = { ...scope(), now: () => new Date(Date.now() + 3_600_000) };
      for (const again of ['', ':again']) await perform(matchBooks, `yookassa:2026-11-25${again}`, later);
      expect(await database.db.breaks.list()).to.deep.equal([]);
      await soundBooks();
    };

    it('waits on after the difference went back, and is settled then; later all that was asked goes back', async () => {
      const payment = await tooMuch();
      await give(payment, 100_00n);
      expect([await shop().stateOf(payment), await sums()]).to.deep.equal(['review', [0n, 0n]]);
      await resolve(payment, 'succeeded');
      expect([await shop().stateOf(payment), await sums()]).to.deep.equal(['succeeded', [-199_00n, 199_00n]]);
      await isProven();

      await give(payment);
      expect((await rows()).map(({ amountMinor }) => amountMinor)).to.deep.equal([100_00n, 199_00n]);
      expect([await shop().stateOf(payment), await sums(), await end()]).to.deep.equal([
        'refunded',
        [0n, 0n],
        null,
      ]);
      await isProven();
    });

    it('is not settled for less than was asked, and is over once all that came went back', async () => {
      const payment = await tooMuch();
      await give(payment, 150_00n);
      expect(await failure(resolve(payment, 'succeeded'))).to.include({ code: 'payment.too_little_left' });
      expect(await failure(request(payment, { amount: rub(149_01n) }))).to.include({ code: 'refund.amount' });
      await give(payment);
      expect((await rows()).map(({ amountMinor }) => amountMinor)).to.deep.equal([150_00n, 149_00n]);
      expect([await shop().stateOf(payment), await sums()]).to.deep.equal(['refunded', [0n, 0n]]);
      await isProven();
    });

    it('is over once all that came was sent back in the cabinet, in two parts', async () => {
      const payment = await tooMuch();
      await sentBack(payment, '100.00');
      expect(await shop().stateOf(payment)).to.equal('review');
      await sentBack(payment, '199.00');
      expect((await rows()).map(({ state }) => state)).to.deep.equal(['succeeded', 'succeeded']);
      expect([await shop().stateOf(payment), await sums()]).to.deep.equal(['refunded', [0n, 0n]]);
      await isProven();
    });

    it('is over, too, where a person canceled it before its money was sent back', async () => {
      const payment = await tooMuch();
      await resolve(payment, 'canceled');
      await sentBack(payment);
      expect((await rows()).map(({ state }) => state)).to.deep.equal(['succeeded']);
      expect([await shop().stateOf(payment), await sums()]).to.deep.equal(['refunded', [0n, 0n]]);
      await isProven();
    });

    it('can be canceled after a part went back', async () => {
      const payment = await tooMuch();
      await give(payment, 100_00n);
      await resolve(payment, 'canceled');
      expect([await shop().stateOf(payment), await sums()]).to.deep.equal(['canceled', [0n, 0n]]);
    });
  });
});
